# near.awk: which of some words is spelled most like another one. For the programs that are read after this file.

function smallest(a, b, c) { return a < b ? (a < c ? a : c) : (b < c ? b : c) }
# How many letters have to be put in, left out, changed, or exchanged with the next one, to make b of a.
function distance(a, b,    i, j, d) {
    for (i = 0; i <= length(a); i++) d[i, 0] = i
    for (j = 0; j <= length(b); j++) d[0, j] = j
    for (i = 1; i <= length(a); i++)
        for (j = 1; j <= length(b); j++) {
            d[i, j] = smallest(d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1)), d[i - 1, j] + 1, d[i, j - 1] + 1)
            if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
                d[i, j] = smallest(d[i, j], d[i - 2, j - 2] + 1, d[i, j])
        }
    return d[length(a), length(b)]
}
# The nearest of choices, words in one string; "" when no word is near. Capital and small letters are the same here.
function nearest(word, choices,    i, n, list, far, best, least) {
    n = split(choices, list, " ")
    least = length(word) <= 3 ? 1 : length(word) <= 7 ? 2 : 3
    for (i = 1; i <= n; i++) {
        far = distance(toupper(word), toupper(list[i]))
        # Words without a common letter are not alike, however short they are.
        if (far < length(list[i]) && (best == "" ? far <= least : far < least)) {
            least = far
            best = list[i]
        }
    }
    return best
}
