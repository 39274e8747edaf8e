# edits_expressions.awk: the small mistakes of one expression, for edits.awk, which reads it with a second -f.

# --- Texts ----------------------------------------------------------------------------------------------------------
# The place of the bracket that closes the one at `at`; 0 when it is not in s.
function closing(s, at,    i, c, depth) {
    for (i = at; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c ~ /[([{]/) depth++
        if (c ~ /[])}]/ && --depth == 0) return i
    }
    return 0
}
function opening(s, at,    i, c, depth) {
    for (i = at; i >= 1; i--) {
        c = substr(s, i, 1)
        if (c ~ /[])}]/) depth++
        if (c ~ /[([{]/ && --depth == 0) return i
    }
    return 0
}
# The end of the operand that begins at `at`, and the beginning of the one that ends at `at`.
function operand_end(s, at,    i, c) {
    for (i = at; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c ~ /[([{]/) { i = closing(s, i); if (!i) return 0 }
        else if (c ~ /[] ,;)}?:]/) return i - 1
    }
    return length(s)
}
function operand_begin(s, at,    i, c) {
    for (i = at; i >= 1; i--) {
        c = substr(s, i, 1)
        if (c ~ /[])}]/) { i = opening(s, i); if (!i) return 0 }
        else if (c ~ /[[ ,;({?:]/) return i + 1
    }
    return 1
}
# Some awks take place 0 for place 1.
function char_before(s, i) { return i > 1 ? substr(s, i - 1, 1) : "" }
function splice(s, from, to, text) { return substr(s, 1, from - 1) text substr(s, to + 1) }
# The first of these texts outside of brackets: its place, and which it is in `found`.
function at_top(s, texts,    n, t, i, k, c, depth) {
    n = split(texts, t, "|")
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c ~ /[([{]/) depth++
        if (c ~ /[])}]/) depth--
        for (k = 1; k <= n && depth == 0; k++)
            if (substr(s, i, length(t[k])) == t[k]) { found = t[k]; return i }
    }
    return 0
}

# --- Mistakes in an expression: kinds[1 .. n], variants[1 .. n] ------------------------------------------------------
function variant(kind, text) { if (text != expression) { kinds[++edits] = kind; variants[edits] = text } }
function is_array(name) { return name in class && class[name] ~ /\[\]$/ }
function operator(s, i, op,    from, to) {
    to = operand_end(s, i + 3)
    if (s ~ /sizeof/ || is_array(substr(s, i + 3, to - i - 2))) return
    if (op == " + " || op == " - ") {
        variant("one sign is wrong: a + for a -, or a - for a +", splice(s, i, i + 2, op == " + " ? " - " : " + "))
        # The whole term, and the one before it.
        while (to && substr(s, to + 1, 3) ~ /^ [*\/] $/) to = operand_end(s, to + 4)
        if (to) variant("one term is missing", splice(s, i, to, ""))
        from = operand_begin(s, i - 1)
        while (from > 4 && substr(s, from - 3, 3) ~ /^ [*\/] $/) from = operand_begin(s, from - 4)
        if (from && op == " + ") variant("one term is missing", splice(s, from, i + 2, ""))
    } else if (op == " * ") {
        # Of sizes a quotient is often 0, and answers as if the whole term were left out.
        if (s !~ /size_t/) variant("one product is a quotient", splice(s, i, i + 2, " / "))
        from = operand_begin(s, i - 1)
        if (to) variant("one factor is missing", splice(s, i, to, ""))
        if (from) variant("one factor is missing", splice(s, from, i + 2, ""))
    } else if (op == " / ") {
        variant("one quotient is a product", splice(s, i, i + 2, " * "))
        if (to) variant("one division is missing", splice(s, i, to, ""))
        if (substr(s, i + 3, to - i - 2) ~ /^[A-Za-z]+$/)
            variant("one divisor is off by 1", splice(s, i + 3, to, "(" substr(s, i + 3, to - i - 2) " - 1)"))
        from = operand_begin(s, i - 1)
        if (from) variant("one factor is missing", splice(s, from, i - 1, "1"))
        if (to) whole_division(s, i, to)
    }
}
function in_index(s, i,    before, open) {
    before = substr(s, 1, i); open = gsub(/\[/, "", before)
    return open > gsub(/\]/, "", before)
}
# 1 / N and 2 / N are quotients of whole numbers, where N is one.
function whole_division(s, i, to,    by) {
    by = substr(s, i + 3, to - i - 2)
    if (by in class && class[by] == "number" || s ~ / % / || in_index(s, i) || by ~ /[.][0-9]|"/ || by ~ /^[0-9]/ || by ~ /^-?(exp|sqrt|log|fabs|pow)\(/) return
    variant(WHOLE, splice(s, i, to, " * (double)(1 / (long)(" by "))"))
    if (s ~ /(^|[^A-Za-z0-9_.])2 \*/) variant(WHOLE, splice(s, i, to, " / 2 * (double)(2 / (long)(" by "))"))
}
function remainder(s, i,    to) {
    to = operand_end(s, i + 3)
    if (to) variant("one remainder (%) is missing", splice(s, i, to, ""))
    variant("one remainder (%) is a quotient (/)", splice(s, i, i + 2, " / "))
}
function equality(s, i, rest) {
    variant(INVERTED, splice(s, i + 1, i + 1, substr(s, i + 1, 1) == "=" ? "!" : "="))
    if (rest ~ /^ != 0([^-A-Za-z0-9_.]|$)/) variant("one comparison is > where it has to be !=", splice(s, i, i + 3, " > "))
}
# (a - b) * c without its brackets. `i`: where they open.
function brackets(s, i,    close_at, inner, before, after) {
    close_at = closing(s, i)
    if (!close_at || char_before(s, i) ~ /[A-Za-z0-9_\])]/) return
    inner = substr(s, i + 1, close_at - i - 1)
    before = i > 3 ? substr(s, i - 3, 3) : ""; after = substr(s, close_at + 1, 3)
    if (inner ~ /^[a-z]+( \*)?$/ || inner ~ /,/) return
    if (at_top(inner, " + | - ") && (before ~ / [-*\/] $/ || after ~ /^ [*\/] $/) ||
        at_top(inner, " * ") && before == " / ")
        variant("one pair of brackets is missing", splice(s, i, close_at, inner))
}
function number(s, i,    text, before, after) {
    match(substr(s, i), /^[0-9]+/)
    text = substr(s, i, RLENGTH); before = char_before(s, i); after = substr(s, i + RLENGTH, 1)
    if (before ~ /[A-Za-z0-9_.\[]/ || after ~ /[A-Za-z0-9_.]/ || RLENGTH > 2) return
    variant("one constant is off by 1", splice(s, i, i + RLENGTH - 1, text + 1))
    if (text > 0) # 1 times something is that
        variant(text == 2 && substr(s, i + RLENGTH, 3) == " * " ? "one factor is missing" : "one constant is off by 1",
                splice(s, i, i + RLENGTH - 1, text - 1))
}
function call_of(s, i,    name, close_at, inner, comma, first, open_at) {
    match(substr(s, i), /^[a-z_0-9]+\(/)
    name = substr(s, i, RLENGTH - 1); close_at = closing(s, i + RLENGTH - 1)
    if (!close_at) return
    inner = substr(s, i + RLENGTH, close_at - i - RLENGTH)
    open_at = i + length(name); arguments(s, open_at, close_at)
    if (name ~ /^(t_transpose|sqrt|fabs|exp|log|tanh)$/)
        variant("one " name " is missing", splice(s, i, close_at, "(" inner ")"))
    if (name == "fabs") variant(ABS,
                                splice(s, i, close_at, "(double)labs((long)(" inner "))"))
    if (name in twin) variant(twin_kind[name], splice(s, i, i + RLENGTH - 2, twin[name]))
    comma = at_top(inner, ", ")
    first = substr(inner, 1, comma - 1)
    # Of a number and a tensor the tensor is left.
    if (comma && name in operation) variant("one " operation[name] " is missing", splice(s, i, close_at,
        first in class && class[first] == "number" ? substr(inner, comma + 2) : first))
    if (comma && name == "t_matmul")
        variant("one " operation[name] " is missing", splice(s, i, close_at, substr(inner, comma + 2)))
    if (name == "t_matmul") variant("one product comes back transposed",
        splice(s, i, close_at, "t_transpose(" substr(s, i, close_at - i + 1) ")"))
    # Without its bound: else a bound of 1 that is left out reads like one of 2.
    if (comma && name ~ /^(fmin|fmax)$/)
        variant("one " name " is missing", splice(s, i, close_at, "(" substr(inner, 1, comma - 1) ")"))
    if (comma && name ~ /^(t_sub|t_div|t_matmul|pow|loss|nn_assign|memcpy)$/) {
        first = substr(inner, 1, comma - 1); inner = substr(inner, comma + 2)
        comma = at_top(inner, ", "); if (!comma) comma = length(inner) + 1
        variant("two arguments of one call are exchanged", splice(s, open_at + 1, close_at - 1,
                substr(inner, 1, comma - 1) ", " first substr(inner, comma)))
    }
}
# Two arguments of one class, exchanged.
function arguments(s, i, close_at,    inner, n, k, l, at, from, to) {
    inner = substr(s, i + 1, close_at - i - 1)
    for (n = 0; inner != ""; inner = at ? substr(inner, at + 2) : "") {
        at = at_top(inner, ", "); n++
        from[n] = close_at - length(inner); to[n] = at ? from[n] + at - 2 : close_at - 1
    }
    for (k = 1; k < n; k++)
        for (l = k + 1; l <= n && l <= k + 3; l++)
            exchanged(s, from[k], to[k], from[l], to[l])
}
function exchanged(s, a, b, c, d,    one, other) {
    one = substr(s, a, b - a + 1); other = substr(s, c, d - c + 1)
    if (one in class && other in class && class[one] == class[other])
        variant("two arguments of one call are exchanged",
                substr(s, 1, a - 1) other substr(s, b + 1, c - b - 1) one substr(s, d + 1))
}
# Two indices of the loops around, exchanged within one pair of brackets.
function indices(s, i,    close_at, inner, a, b, k, l, text) {
    close_at = closing(s, i); if (!close_at) return
    inner = substr(s, i + 1, close_at - i - 1)
    for (k = 1; k <= loops; k++)
        for (l = k + 1; l <= loops; l++) {
            a = loop[k]; b = loop[l]
            if (a == "" || b == "" || a == b || !has_word(inner, a) && !has_word(inner, b)) continue
            text = word_for(word_for(word_for(inner, a, "\001"), b, a), "\001", b)
            variant("two indices are exchanged", splice(s, i + 1, close_at - 1, text))
        }
    if (loops && inner != "" && inner == loop[loops])
        variant("one index is 0 in every step of a loop", splice(s, i + 1, close_at - 1, "0"))
    transposed(s, i, close_at, inner)
}
# [a * columns + b] read or written as [b * rows + a].
function transposed(s, i, close_at, inner,    part, k) {
    if (split(inner, part, / [*+] /) != 3 || inner !~ /^[^*+]* \* [^*+]* \+ [^*+]*$/) return
    for (k = 0; k <= names; k++)
        if (k == 0 || class[named[k]] == "length")
            variant("one element is read from, or written to, the place that it has in the transposed matrix",
                    splice(s, i + 1, close_at - 1, part[3] " * " (k ? named[k] : part[2]) " + " part[1]))
}
# x1 for x2, and x2 for x1, where the function has both.
function other_digit(s, i,    word, other) {
    match(substr(s, i), /^[A-Za-z_][A-Za-z_0-9]*/)
    word = substr(s, i, RLENGTH)
    if (word !~ /[12]$/ || substr(s, i + RLENGTH, 1) == "(") return
    other = substr(word, 1, length(word) - 1) (3 - substr(word, length(word)))
    if (char_before(s, i) ~ /[>.]/ ? has_word(whole_text, other) : word in class && class[other] == class[word] &&
            !is_fixed(other, s, i, length(word)))
        variant("one name ends in 1 for 2, or in 2 for 1",
                splice(s, i, i + length(word) - 1, other))
}
# Whether the variable that begins at i, n characters long, is set inside of the expression, and `other` is const, so
# that it cannot be.
function is_fixed(other, s, i, n,    rest) {
    rest = substr(s, i + n)
    if (is_const[other] == "" || rest !~ /^((\[[^][]*\])|(->|\.)[A-Za-z_0-9]+)*( ([-+*\/%&|^]|<<|>>)?= |\+\+|--)/ &&
        substr(s, 1, i - 1) !~ /(\+\+|--)$/) return 0
    return is_const[other] == "itself" || rest ~ /^(\[|->)/
}
# A variable in the place of another one of its class.
function other_names(s, i,    word, k, other) {
    match(substr(s, i), /^[A-Za-z_][A-Za-z_0-9]*/)
    word = substr(s, i, RLENGTH)
    if (!(word in class) || substr(s, i + RLENGTH, 1) == "(") return
    for (k = 1; k <= names; k++) {
        other = named[k]
        if (other != word && class[other] == class[word] && !is_fixed(other, s, i, length(word)))
            variant(class[word] in class_kind ? class_kind[class[word]] : "one variable is taken for another",
                    splice(s, i, i + length(word) - 1, other))
    }
}
# Whole numbers, read as the real ones that a tensor of another kind would hold.
function through_data(s, i,    from, close_at, tensor) {
    from = operand_begin(s, i - 1); close_at = closing(s, i + 5)
    if (!from || !close_at) return
    tensor = substr(s, from, i - from)
    variant(DATA, splice(s, from, close_at, "((int64_t)" tensor "->data" substr(s, i + 5, close_at - i - 4) ")"))
}
function has_word(s, w) { return (" " s " ") ~ ("[^A-Za-z0-9_]" w "[^A-Za-z0-9_]") }
function word_for(s, w, by,    i, done) {
    for (done = ""; (i = index(s, w)); s = substr(s, i + length(w)))
        done = done substr(s, 1, i - 1) \
            ((char_before(s, i) ~ /[A-Za-z0-9_.>]/ || substr(s, i + length(w), 1) ~ /[A-Za-z0-9_]/) ? w : by)
    return done s
}
function edits_of(s,    i, rest, three, at, colon) {
    expression = s
    at = at_top(s, " ? "); colon = at ? at_top(s, " : ") : 0
    if (colon > at && s !~ / \? .* \? /)
        variant(INVERTED, substr(s, 1, at + 2) substr(s, colon + 3) " : " substr(s, at + 3, colon - at - 3))
    for (i = 1; i <= length(s); i++) {
        rest = substr(s, i); three = substr(s, i, 3)
        if (three ~ /^ [-+*\/] $/) operator(s, i, three)
        else if (three == " % ") remainder(s, i)
        else if (rest ~ /^ [!=]= /) equality(s, i, rest)
        else if (rest ~ /^ [<>]=? /) {
            three = substr(s, i, 4) ~ /=/ ? "= " : " "
            variant("one comparison treats the equal case wrongly: < for <=, or > for >=",
                    splice(s, i, i + (three == "= " ? 3 : 2), " " substr(s, i + 1, 1) (three == "= " ? " " : "= ")))
            variant(INVERTED, splice(s, i + 1, i + 1, substr(s, i + 1, 1) == "<" ? ">" : "<"))
        } else if (rest ~ /^-[A-Za-z(]/ && char_before(s, i) ~ /^[(, =]?$/)
            variant("one sign is wrong: a + for a -, or a - for a +", splice(s, i, i, ""))
        else if (rest ~ /^\[[01]\]/)
            variant(i > 5 && substr(s, i - 5, 5) == "shape" ? "one length is that of another axis" : \
                    "one index is 0 for 1, or 1 for 0", splice(s, i + 1, i + 1, 1 - substr(s, i + 1, 1)))
        else if (rest ~ /^\((double|real)\)/ && s ~ / \/ /) {
            match(rest, /^\([a-z]+\)/)
            variant(WHOLE, splice(s, i, i + RLENGTH - 1, ""))
        }
        if (rest ~ /^[0-9]/ && char_before(s, i) !~ /[A-Za-z0-9_.]/) number(s, i)
        if (rest ~ /^[a-z_0-9]+\(/ && char_before(s, i) !~ /[A-Za-z0-9_]/) call_of(s, i)
        if (rest ~ /^\[/) indices(s, i)
        if (rest ~ /^->i64\[/) through_data(s, i)
        if (rest ~ /^\[0\]/ && loops && loop[loops] != "")
            variant("one index runs with a loop, and has to be 0", splice(s, i + 1, i + 1, loop[loops]))
        if (rest ~ /^->size([^A-Za-z_0-9]|$)/)
            variant("the number of rows stands where the number of elements belongs", splice(s, i, i + 5, "->shape[0]"))
        if (rest ~ /^[A-Za-z_]/ && char_before(s, i) !~ /[A-Za-z0-9_"]/) other_digit(s, i)
        if (rest ~ /^\(/) brackets(s, i)
        if (rest ~ /^Cblas(No)?Trans/)
            variant("CblasTrans and CblasNoTrans are exchanged in one place",
                    splice(s, i, i + (rest ~ /^CblasNo/ ? 11 : 9), rest ~ /^CblasNo/ ? "CblasTrans" : "CblasNoTrans"))
        if (rest ~ /^(true|false)[,)]/ && char_before(s, i) ~ /[ (]/)
            variant("one flag is true for false, or false for true",
                    splice(s, i, i + (rest ~ /^true/ ? 3 : 4), rest ~ /^true/ ? "false" : "true"))
        if (rest ~ /^[A-Za-z_]/ && char_before(s, i) !~ /[A-Za-z0-9_.>"]/) other_names(s, i)
    }
}
function new_number(kind) {
    print "    {\"" task "\", \"" fn "\", \"" kind "\", " way ", " (kind in rare) + 0 "}," > table
    return count++
}
function new_edit(kind) {
    if (!(kind in in_all_places)) return "EDIT(" new_number(kind) ")"
    if (!((way, fn, kind) in all)) all[way, fn, kind] = new_number(in_all_places[kind])
    return "BOTH(" new_number(kind) ", " all[way, fn, kind] ")"
}
# An expression with all its mistakes.
function choice(s,    k, text) {
    k = at_top(s, " = ") # a = b inside of an expression: what is set stays
    if (k) return "(" substr(s, 1, k + 2) choice(substr(s, k + 3)) ")"
    edits = 0; edits_of(s)
    if (!edits) return s
    text = "("
    for (k = 1; k <= edits; k++) text = text new_edit(kinds[k]) " ? (" variants[k] ") : "
    return text "(" s "))"
}
