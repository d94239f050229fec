# SPDX-License-Identifier: LGPL-3.0-or-later
# Names from the input that are near to $B2WANTED, the nearest ones joined by "or": at most three, at most a third of the letters may differ.
function distance(a, b,    m, n, i, j, cost, d) {
    m = length(a)
    n = length(b)
    for (i = 0; i <= m; i++) d[i, 0] = i
    for (j = 0; j <= n; j++) d[0, j] = j
    for (i = 1; i <= m; i++)
        for (j = 1; j <= n; j++) {
            cost = substr(a, i, 1) == substr(b, j, 1) ? 0 : 1
            d[i, j] = least(d[i - 1, j] + 1, least(d[i, j - 1] + 1, d[i - 1, j - 1] + cost))
            if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
                d[i, j] = least(d[i, j], d[i - 2, j - 2] + 1)
        }
    return d[m, n]
}
function least(a, b) { return a < b ? a : b }
{
    wanted = ENVIRON["B2WANTED"]
    if (length(wanted) > 100) exit
    far = distance(tolower(wanted), tolower($0))
    if (far * 3 <= length(wanted)) {
        names[++count] = $0
        ranks[count] = far
        if (count == 1 || far < smallest) smallest = far
    }
}
END {
    if (count)
        for (i = 1; i <= count && shown < 3; i++)
            if (ranks[i] == smallest) printf "%s%s", shown++ ? " or " : "", names[i]
}
