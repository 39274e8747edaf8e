# edits.awk: a solution in which each of many small mistakes can be switched on, for grader/engine/edits.h.
#
#   awk -v out=FOLDER -v table=TABLE.c -f edits.awk reference/NN_lab/*.c
#
# Writes each file, changed, into FOLDER, and the table of the mistakes. Between the marks of a solution an expression
# becomes EDIT(7) ? with mistake 7 : EDIT(8) ? with mistake 8 : as it is; a statement becomes a choice of statements. So
# all mistakes of a lab cost one compilation. What is not a statement on one line stays as it is.
#
# A mistake's sentence names the function and the kind of the change, and no text of the solution.
function bad(why) { printf "edits.awk: %s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"; failed = 1; exit 2 }

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
function operator(s, i, op,    from, to) {
    to = operand_end(s, i + 3)
    if (op == " + " || op == " - ") {
        variant("one sign is wrong: a + for a -, or a - for a +", splice(s, i, i + 2, op == " + " ? " - " : " + "))
        # The whole term.
        while (to && substr(s, to + 1, 3) ~ /^ [*\/] $/) to = operand_end(s, to + 4)
        if (to) variant("one term is missing", splice(s, i, to, ""))
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
    }
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
function call_of(s, i,    name, close_at, inner, comma) {
    match(substr(s, i), /^[a-z_0-9]+\(/)
    name = substr(s, i, RLENGTH - 1); close_at = closing(s, i + RLENGTH - 1)
    if (!close_at) return
    inner = substr(s, i + RLENGTH, close_at - i - RLENGTH)
    if (name ~ /^(t_transpose|sqrt|fabs|exp|log|tanh)$/)
        variant("one " name " is missing", splice(s, i, close_at, "(" inner ")"))
    if (name in twin) variant(twin_kind[name], splice(s, i, i + RLENGTH - 2, twin[name]))
    comma = at_top(inner, ", ")
    if (comma && name in operation) variant("one " operation[name] " is missing",
                                            splice(s, i, close_at, substr(inner, 1, comma - 1)))
    # Without its bound: else a bound of 1 that is left out reads like one of 2.
    if (comma && name ~ /^(fmin|fmax)$/)
        variant("one " name " is missing", splice(s, i, close_at, "(" substr(inner, 1, comma - 1) ")"))
    if (comma && name ~ /^(t_sub|t_div|t_matmul|pow)$/) variant("the two arguments of one call are exchanged",
                       splice(s, i + RLENGTH, close_at - 1, substr(inner, comma + 2) ", " substr(inner, 1, comma - 1)))
}
# Two indices of the loops around, exchanged within one pair of brackets.
function indices(s, i,    close_at, inner, a, b, k, l, text) {
    close_at = closing(s, i); if (!close_at) return
    inner = substr(s, i + 1, close_at - i - 1)
    for (k = 1; k <= loops; k++)
        for (l = k + 1; l <= loops; l++) {
            a = loop[k]; b = loop[l]
            if (a == b || !has_word(inner, a) && !has_word(inner, b)) continue
            text = word_for(word_for(word_for(inner, a, "\001"), b, a), "\001", b)
            variant("two indices are exchanged", splice(s, i + 1, close_at - 1, text))
        }
}
function has_word(s, w) { return (" " s " ") ~ ("[^A-Za-z0-9_.>]" w "[^A-Za-z0-9_]") }
function word_for(s, w, by,    i, done) {
    for (done = ""; (i = index(s, w)); s = substr(s, i + length(w)))
        done = done substr(s, 1, i - 1) \
            ((char_before(s, i) ~ /[A-Za-z0-9_.>]/ || substr(s, i + length(w), 1) ~ /[A-Za-z0-9_]/) ? w : by)
    return done s
}
function edits_of(s,    i, rest, three) {
    expression = s
    for (i = 1; i <= length(s); i++) {
        rest = substr(s, i); three = substr(s, i, 3)
        if (three ~ /^ [-+*\/] $/) operator(s, i, three)
        else if (rest ~ /^ [<>]=? /) {
            three = substr(s, i, 4) ~ /=/ ? "= " : " "
            variant("one comparison treats the equal case wrongly: < for <=, or > for >=",
                    splice(s, i, i + (three == "= " ? 3 : 2), " " substr(s, i + 1, 1) (three == "= " ? " " : "= ")))
        } else if (rest ~ /^-[A-Za-z(]/ && char_before(s, i) ~ /^[(, =]?$/)
            variant("one sign is wrong: a + for a -, or a - for a +", splice(s, i, i, ""))
        else if (rest ~ /^\[[01]\]/)
            variant(i > 5 && substr(s, i - 5, 5) == "shape" ? "one length is that of another axis" : \
                    "one index is 0 for 1, or 1 for 0", splice(s, i + 1, i + 1, 1 - substr(s, i + 1, 1)))
        else if (rest ~ /^\((double|real)\)/ && s ~ / \/ /) {
            match(rest, /^\([a-z]+\)/)
            variant("one division is of whole numbers: a cast is missing", splice(s, i, i + RLENGTH - 1, ""))
        }
        if (rest ~ /^[0-9]/ && char_before(s, i) !~ /[A-Za-z0-9_.]/) number(s, i)
        if (rest ~ /^[a-z_0-9]+\(/ && char_before(s, i) !~ /[A-Za-z0-9_]/) call_of(s, i)
        if (rest ~ /^\[/) indices(s, i)
    }
}
function new_edit(kind) {
    print "    {\"" task "\", \"" fn "\", \"" kind "\"}," > table
    return "EDIT(" count++ ")"
}
# An expression with all its mistakes.
function choice(s,    k, text) {
    edits = 0; edits_of(s)
    if (!edits) return s
    text = "("
    for (k = 1; k <= edits; k++) text = text new_edit(kinds[k]) " ? (" variants[k] ") : "
    return text "(" s "))"
}

# --- Statements -------------------------------------------------------------------------------------------------------
function declared(s,    type, rest, comma, one, at, out) {
    match(s, /^(const )?[A-Za-z_0-9]+ +/)
    type = substr(s, 1, RLENGTH); rest = substr(s, RLENGTH + 1)
    for (out = type; rest != ""; rest = comma ? substr(rest, comma + 2) : "") {
        comma = at_top(rest, ", ")
        one = comma ? substr(rest, 1, comma - 1) : rest
        at = at_top(one, " = ")
        if (at && substr(one, at + 3) !~ /^[{]/) one = substr(one, 1, at + 2) choice(substr(one, at + 3))
        out = out one (comma ? ", " : "")
    }
    return out ";"
}
function assigned(s,    at, op, left, right, out, k) {
    at = at_top(s, " = | += | -= | *= | /= "); op = found
    left = substr(s, 1, at - 1); right = substr(s, at + length(op))
    out = "{ "
    if (op == " += ") out = out "if (" new_edit("one += is =") ") " left " = " right "; else "
    if (op == " -= ") out = out "if (" new_edit("one -= is =") ") " left " = " right "; else "
    if (op == " += " || op == " -= ")
        out = out "if (" new_edit("one sign is wrong: a + for a -, or a - for a +") ") " left \
            (op == " += " ? " -= " : " += ") right "; else "
    if (op == " = " && left ~ /data\[.*\]$/) out = out "if (" new_edit("one = is +=") ") " left " += " right "; else "
    edits = 0; edits_of(left)
    for (k = 1; k <= edits; k++)
        if (kinds[k] == "two indices are exchanged")
            out = out "if (" new_edit(kinds[k]) ") " variants[k] op right "; else "
    return out "if (!" new_edit(op == " /= " ? "one division is missing" : "one statement is missing") ") " left op \
        choice(right) "; }"
}
function statement(s,    text, name) {
    text = substr(s, 1, length(s) - 1)
    if (text ~ /[";]/ || text ~ /^(break|continue|static|enum|struct|typedef|goto|case|default|do|while|return)$/ ||
        text ~ /^(static|enum|struct|typedef|goto|case|default|do|while) /) return s
    if (text ~ /^return /) return "return " choice(substr(text, 8)) ";"
    if (text ~ /^(const )?[A-Za-z_0-9]+ +\**[A-Za-z_0-9]+(\[[^]]*\])*( =|,|$)/) return declared(text)
    if (at_top(text, " = | += | -= | *= | /= ")) return assigned(text)
    if (text ~ /^[a-z_0-9]+\(.*\)$/) {
        name = substr(text, 1, index(text, "(") - 1)
        return "{ if (!" new_edit("the call of " name " is missing") ") " s " }"
    }
    return s
}
function for_head(head,    part, n, value) {
    n = split(head, part, "; ")
    if (n != 3) return head
    if (match(part[1], /^[a-z_0-9]+ [a-z_A-Z0-9]+ = /)) {
        loop[++loops] = part[1]; loop_indent[loops] = length(indent)
        sub(/ = .*/, "", loop[loops]); sub(/.* /, "", loop[loops])
        value = substr(part[1], RLENGTH + 1)
        if (value ~ /^[01]$/)
            part[1] = substr(part[1], 1, RLENGTH) "(" new_edit("one loop begins a step too early or too late") \
                " ? " 1 - value " : " value ")"
    }
    if (part[2] ~ /^[a-z_A-Z0-9]+ < [^&|]*$/) {
        value = part[2]; sub(/ < /, " <= ", value)
        part[2] = new_edit("one loop ends a step too early or too late") " ? " value " : " \
            new_edit("one loop ends a step too early or too late") " ? " part[2] " - 1 : " part[2]
    }
    return part[1] "; " part[2] "; " part[3]
}
# A whole line; "" when it is more or less than that.
function changed(s,    at, end, head, rest) {
    if (s ~ /^else /) return "else " changed(substr(s, 6))
    if (s ~ /^(for|if) \(/) {
        at = index(s, "("); end = closing(s, at)
        if (!end) return ""
        head = substr(s, at + 1, end - at - 1); rest = substr(s, end + 1); sub(/^ /, "", rest)
        if (head ~ /"/) return ""
        head = s ~ /^for/ ? for_head(head) : "(" new_edit("one condition is missing") " || (" choice(head) "))"
        if (rest != "" && rest != "{") { rest = changed(rest); if (rest == "") return "" }
        return substr(s, 1, at) head ") " rest
    }
    return s ~ /;$/ ? statement(s) : s
}
function balanced(s,    t, a) {
    t = s; a = gsub(/[([]/, "", t) - gsub(/[])]/, "", t)
    return a == 0
}

BEGIN {
    operation["t_add"] = operation["t_sub"] = "term"
    operation["t_mul"] = operation["t_scale"] = "factor"
    operation["t_div"] = "division"
    exchange = "t_add t_sub t_mul t_div t_sum t_mean fmax fmin"
    n = split(exchange, name, " ")
    for (i = 1; i <= n; i += 2) {
        twin[name[i]] = name[i + 1]; twin[name[i + 1]] = name[i]
        twin_kind[name[i]] = twin_kind[name[i + 1]] = name[i] " and " name[i + 1] " are exchanged in one place"
    }
    print "#include \"edits.h\"\n\nconst Edit lab_edits[] = {" > table
}
FNR == 1 { if (to != "") close(to); to = FILENAME; sub(/.*\//, "", to); to = out "/" to; task = ""; waiting = 0
           print "extern int edit_chosen;\n#define EDIT(n) (edit_chosen == (n))" > to }
/^[A-Za-z].*\) \{$/ { fn = $0; sub(/\(.*/, "", fn); sub(/.*[ *]/, "", fn); loops = 0 }
/SOLUTION BEGIN/ { task = $4 }
/SOLUTION END/ { task = "" }
{
    line = $0
    if (task == "" || line ~ /SOLUTION/) { print line > to; waiting = 0; next }
    match(line, /^ */); indent = substr(line, 1, RLENGTH); s = substr(line, RLENGTH + 1)
    sub(/ *\/\*.*\*\/ *$/, "", s)
    while (loops > 0 && loop_indent[loops] >= length(indent)) loops--
    whole = balanced(s) && s ~ /[;{})]$/ || s == ""
    if (waiting || !whole) { waiting = s !~ /[;{}]$/; print line > to; next }
    gsub(/  +/, " ", s)
    made = s ~ /^[A-Za-z]/ && s !~ /^(case|default|while|do)([^A-Za-z_0-9]|$)/ && s !~ /"/ ? changed(s) : ""
    print indent (made == "" ? s : made) > to
}
END {
    if (failed) exit 2
    print "    {0},\n};" > table
}
