# edits.awk: a solution in which each of many small mistakes can be switched on, for grader/engine/edits.h.
#
#   awk -v out=FOLDER -v table=TABLE.c -f edits_expressions.awk -f edits.awk reference/NN_lab/*.c
#
# Writes each file, changed, into FOLDER, and the table of the mistakes. Between the marks of a solution an expression
# becomes EDIT(7) ? with mistake 7 : EDIT(8) ? with mistake 8 : as it is; a statement becomes a choice of statements. So
# all mistakes of a lab cost one compilation. Mistakes that students make in several places of a function at once, such
# as = for +=, have one number more for all places: BOTH(7, 9) is switched on by 7 and by 9.
#
# A file belongs to a way to write the solution: the folder that it is in. Names of functions may be in several.
#
# A mistake's sentence names the function and the kind of the change, and no text of the solution.
function bad(why) { printf "edits.awk: %s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"; failed = 1; exit 2 }

# --- Names ------------------------------------------------------------------------------------------------------------
function add_name(name, type, init,    c) {
    c = type ~ /^(double|real|float)$/ ? "number" : type == "Tensor *" ? "tensor" : type == "real *" ? "row" : \
        type ~ /^(Value|Module) \*$|\[\]$/ ? type : \
        type ~ /^(int|size_t)$/ && init ~ /shape\[|->size|\.n$|[.]classes|data_(len|size)/ ? "length" : ""
    if (c == "" || name in class) return
    named[++names] = name; class[name] = c; name_indent[names] = length(indent) + of_loop
}
function forget_names(deeper) {
    while (names > 0 && name_indent[names] > deeper) { delete class[named[names]]; delete cut[named[names]]; names-- }
}
# What a declaration declares; parameters, too.
function learn_names(s,    type, rest, comma, one, star, at, fixed) {
    sub(/;$/, "", s); fixed = sub(/^const /, "", s)
    if (!match(s, /^[A-Za-z_0-9]+ +/)) return
    type = substr(s, 1, RLENGTH); rest = substr(s, RLENGTH + 1); sub(/ +$/, "", type)
    for (; rest != ""; rest = comma ? substr(rest, comma + 2) : "") {
        comma = at_top(rest, ", ")
        one = comma ? substr(rest, 1, comma - 1) : rest
        star = sub(/^\*(const )?/, "", one); at = at_top(one, " = ")
        if (!match(one, /^[A-Za-z_0-9]+/) || one ~ /^(const|volatile|int|long|short|char|float|double) /) continue
        is_const[substr(one, 1, RLENGTH)] = !fixed ? "" : star ? "what it points to" : "itself"
        add_name(substr(one, 1, RLENGTH), type (star ? " *" : "") (substr(one, RLENGTH + 1, 1) == "[" ? "[]" : ""),
                 at ? substr(one, at + 3) : "")
    }
}
function learn_parameters(head,    rest, comma, one) {
    sub(/^[^(]*\(/, "", head); sub(/\) \{$/, "", head)
    for (rest = head; rest != ""; rest = comma ? substr(rest, comma + 2) : "") {
        comma = at_top(rest, ", ")
        one = comma ? substr(rest, 1, comma - 1) : rest
        learn_names(one)
    }
}

# --- Statements -------------------------------------------------------------------------------------------------------
# Whether this step of the loops from number k on is the first one; "" where that cannot be asked.
function first_step(k,    text) {
    for (; k <= loops; k++) {
        if (loop_begin[k] == "") return ""
        text = text (text == "" ? "" : " && ") loop[k] " == " loop_begin[k]
    }
    return text
}
# When a value is set that has to be set in each step of the loops around.
function when_set(    k, text, first) {
    for (k = loops; k >= 1 && (first = first_step(k)) != ""; k--)
        text = text " && (!" new_edit(SET_BEFORE) " || " first ")"
    return text == "" ? "" : substr(text, 5)
}
function is_literal(s) { return s ~ /^-?([0-9.]+|INFINITY)$|^(false|true)$/ }
# A declaration inside a loop that sets numbers to literals: they may keep what they hold.
function kept(type, one, at,    name, when) {
    name = substr(one, 1, at - 1)
    if (name !~ /^[A-Za-z_0-9]+$/ || !is_literal(substr(one, at + 3)) || (when = when_set()) == "") return ""
    return "static " type name "; if (" when ") " one ";"
}
function declared(s,    type, rest, comma, one, at, out, text, name) {
    match(s, /^(const )?[A-Za-z_0-9]+ +/)
    type = substr(s, 1, RLENGTH); rest = substr(s, RLENGTH + 1)
    for (out = ""; rest != ""; rest = comma ? substr(rest, comma + 2) : "") {
        comma = at_top(rest, ", ")
        one = comma ? substr(rest, 1, comma - 1) : rest
        at = at_top(one, " = "); text = ""
        if (at && type ~ /^(int|size_t|double|real|bool) $/) text = kept(type, one, at)
        if (at && text == "" && substr(one, at + 3) !~ /^[{]/) {
            name = substr(one, 1, at - 1); text = choice(substr(one, at + 3))
            if (is_changed(name) && substr(one, at + 3) !~ /^-?[0-9]/)
                text = "(" new_edit("one variable begins at 0") " ? 0 : " text ")"
            if (type ~ /^(const )?(double|real) $/ && name ~ /^[A-Za-z_0-9]+$/) {
                cut[name] = new_edit("one variable is a whole number; its values are real")
                text = "(" cut[name] " ? (double)(long)(" substr(one, at + 3) ") : " text ")"
            }
            one = substr(one, 1, at + 2) text; text = ""
        } else if (at && text != "" && type ~ /^(double|real) $/)
            cut[substr(one, 1, at - 1)] = new_edit("one variable is a whole number; its values are real")
        out = out (text != "" ? text : type one ";") " "
    }
    return out
}
function holds_numbers(s) {
    if (s !~ /\]$/) return 0
    if (s ~ /(data|i64)\[[^\[]*\]$/) return 1
    sub(/\[.*/, "", s)
    return s in class && class[s] ~ /^(int|size_t|real|double)\[\]$/
}
# Whether a later line changes the variable.
function is_changed(name,    k) {
    if (name !~ /^[A-Za-z_0-9]+$/) return 0
    for (k = this_line + 1; k <= lines; k++)
        if ((" " places[k]) ~ ("[ (,]" name " [-+*\/]?= ")) return 1
    return 0
}
function instead(kind, text) { return "if (" new_edit(kind) ") " text "; else " }
function assigned(s,    at, op, left, right, out, k, when) {
    at = at_top(s, " = | += | -= | *= | /= "); op = found
    left = substr(s, 1, at - 1); right = substr(s, at + length(op))
    out = "{ "
    if (op == " += ") out = out instead("= stands where += belongs", left " = " right)
    if (op == " -= ") out = out instead("= stands where -= belongs", left " = " right)
    if (op == " += ") out = out instead("-= stands where += belongs", left " -= " right)
    if (op == " -= ") out = out instead("+= stands where -= belongs", left " += " right)
    if (op == " += " || op == " -= ") {
        out = out instead("one term is twice as large as it has to be", left op "2 * (" right ")")
        out = out instead("one term is half as large as it has to be", left op "0.5 * (" right ")")
    }
    if (op == " = " && holds_numbers(left)) out = out instead("+= stands where = belongs", left " += " right)
    if (op == " = " && is_literal(right) && (when = when_set()) != "") out = out "if (" when ") "
    edits = 0; edits_of(left)
    for (k = 1; k <= edits; k++)
        if (kinds[k] ~ /^(two indices are|one index |one length is that|one term is missing|one element is read)/)
            out = out instead(kinds[k], variants[k] op right)
    out = out "if (!" new_edit(op == " /= " ? "one division is missing" : "one statement is missing") ") " left op \
        choice(right) "; "
    if (left in cut) out = out "if (" cut[left] ") " left " = (double)(long)" left "; "
    return out "}"
}
# Whether the line is one statement without a name of its own, so that it can be left out or done elsewhere.
function is_plain(s) {
    return s ~ /;$/ && s !~ /[";].*;$/ && s ~ /^[A-Za-z]/ &&
        s !~ /^(break|continue|return|static|enum|struct|typedef|goto|case|default)[^A-Za-z_0-9]/ && \
        s !~ /^(do|while|for|if|else|const)[^A-Za-z_0-9]/ && \
        !declares(substr(s, 1, length(s) - 1))
}
function statement(s,    text, name, n) {
    text = substr(s, 1, length(s) - 1)
    if (text ~ /[";]/ || text ~ /^(break|continue|static|enum|struct|typedef|goto|case|default|do|while|return)$/ ||
        text ~ /^(static|enum|struct|typedef|goto|case|default|do|while) /) return s
    if (text ~ /^return /) {
        text = substr(text, 8)
        if (returns ~ /^(int|size_t)$/ && text !~ /^[0-9]/)
            return "return " new_edit("the number that it returns is 1 too large") " ? (" text ") + 1 : " \
                new_edit("the number that it returns is 1 too small") " ? (" text ") - 1 : " choice(text) ";"
        return "return " choice(text) ";"
    }
    if (text ~ /^(const )?[A-Za-z_0-9]+ +\**(const )?[A-Za-z_0-9]+(\[[^\]]*\])*( =|,|$)/) return declared(text)
    if (declares(text)) return s
    if (at_top(text, " = | += | -= | *= | /= ")) return assigned(text)
    if (text ~ /^[a-z_0-9]+\(.*\)$/) {
        name = substr(text, 1, index(text, "(") - 1)
        return "{ if (!" new_edit("the call of " name " is missing") ") " choice(text) "; }"
    }
    return s
}
# A declaration of another form, such as unsigned long n = 3 or double (*f)(double) = exp: two words stand in front of
# its =, outside of all brackets.
function declares(text) {
    sub(/ [-+*\/]?= .*/, "", text)
    while (gsub(/\[[^][]*\]/, "", text)) ;
    return text ~ /^[A-Za-z_0-9]+ +[*A-Za-z_(]/
}
function for_head(head,    part, n, value, name, more) {
    n = split(head, part, "; ")
    if (n != 3) return head
    name = ""
    if (match(part[1], /^([a-z_0-9]+ )?[a-z_A-Z0-9]+ = /)) {
        loop[++loops] = part[1]; loop_indent[loops] = length(indent)
        sub(/ = .*/, "", loop[loops]); sub(/.* /, "", loop[loops]); name = loop[loops]
        value = substr(part[1], RLENGTH + 1)
        loop_begin[loops] = value ~ /,/ ? "" : "(" value ")"
        loop_last[loops] = part[2] !~ ("^" name " < [^&|]*$") || part[3] != name "++" ? "" : \
            name " + 1 >= (" substr(part[2], length(name) + 4) ")"
        if (value ~ /^[01]$/)
            part[1] = substr(part[1], 1, RLENGTH) "(" new_edit("one loop begins a step too early or too late") \
                " ? " 1 - value " : " value ")"
    }
    if (part[2] ~ /^[a-z_A-Z0-9]+ <=? [^&|]*$/) {
        value = part[2]; if (!sub(/ < /, " <= ", value)) sub(/ <= /, " < ", value)
        more = new_edit("one loop ends a step too early or too late") " ? " value " : "
        if (part[2] ~ / < /) more = more new_edit("one loop ends a step too early or too late") " ? " part[2] " - 1 : "
        part[2] = more part[2]
    } else if (part[2] ~ /^[a-z_A-Z0-9]+ >=? [^&|]*$/) {
        value = part[2]; if (!sub(/ > /, " >= ", value)) sub(/ >= /, " > ", value)
        if (value !~ / >= 0$/ || part[1] !~ /^size_t/)
            part[2] = new_edit("one loop ends a step too early or too late") " ? " value " : " part[2]
    }
    if (part[2] ~ /^[a-z_]+\(.*\)$/) part[2] = again(part[2])
    if (name != "" && loop_begin[loops] != "")
        part[2] = new_edit("one loop ends after its first step") " ? " name " == " loop_begin[loops] " : " part[2]
    return part[1] "; " part[2] "; " part[3]
}
# The condition of a loop that ends otherwise than by counting.
function again(condition) {
    return "!(" new_edit("one loop ends after its first step") " && edit_again++) && (!(" \
        new_edit("the first step of one loop is left out") " && !edit_again++) || (" condition ")) && (" condition ")"
}
# A whole line; "" when it is more or less than that.
function changed(s,    at, end, head, rest) {
    if (s ~ /^else /) return "else " changed(substr(s, 6))
    if (s ~ /^\} else if \(/) return "} else " changed(substr(s, 8))
    if (s ~ /^while \(.*\) \{$/) {
        loop[++loops] = ""; loop_indent[loops] = length(indent); loop_begin[loops] = loop_last[loops] = ""
        return "while (" again(substr(s, 8, length(s) - 10)) ") {"
    }
    if (s ~ /^(for|if) \(/) {
        at = index(s, "("); end = closing(s, at)
        if (!end) return ""
        head = substr(s, at + 1, end - at - 1); rest = substr(s, end + 1); sub(/^ /, "", rest)
        if (head ~ /"/) return ""
        head = s ~ /^for/ ? for_head(head) : \
            "(!" new_edit("one if, with what it does, is missing") " && (" new_edit("one condition is missing") \
            " || (" new_edit(INVERTED) " ? !(" head ") : " choice(head) ")))"
        if (rest != "" && rest != "{") { rest = changed(rest); if (rest == "") return "" }
        return substr(s, 1, at) head ") " rest
    }
    return s ~ /;$/ ? statement(s) : s
}

# --- A solution: its lines, in places[1 .. lines] with their indents -------------------------------------------------
function balanced(s,    t, a) {
    t = s; a = gsub(/[([]/, "", t) - gsub(/[])]/, "", t)
    return a == 0
}
# Whether what has been read is a line of its own: a statement, a head, a bracket.
function is_whole(s,    t, open) {
    if (s == "") return 1
    if (!balanced(s)) return 0
    if (s ~ /[{]$/) return s ~ /^(for|if|while|switch) \(|^(\} )?else|^do [{]$|^[{]$/
    t = s; open = gsub(/[{]/, "", t); if (open != gsub(/[}]/, "", t)) return s ~ /^\}/
    if (s ~ /[;:}]$/) return 1
    return s ~ /^(else|do)$/ || s ~ /^(else )?(for|if|while|switch) \(/ && closing(s, index(s, "(")) == length(s)
}
# Whether the next line is one statement in the same block.
function next_is_plain(i) { return i < lines && indents[i + 1] == indents[i] && is_plain(places[i + 1]) }
# The loop whose bracket closes in line i.
function closes_loop(i,    k) {
    for (k = i - 1; k >= 1 && indents[k] != indents[i]; k--) continue
    return k >= 1 && places[k] ~ /^for \(/
}
function only(kind, when, made) { return when == "" ? made : "if (!" new_edit(kind) " || " when ") { " made " }" }
# A loop of one line and the statement behind it, which may be in it.
function with_next_inside(i, made,    inside, end) {
    inside = new_edit(INSIDE); end = closing(made, index(made, "("))
    carried = "if (!" inside ") "
    return substr(made, 1, end) " {" substr(made, end + 1) " if (" inside ") { " places[i + 1] " } }"
}
# A statement by itself, and the next one, in the other order.
function with_next_before(i, made,    order) {
    order = new_edit("two statements stand in the wrong order")
    carried = "if (!" order ") "
    return "{ if (" order ") { " places[i + 1] " " places[i] " } else " made " }"
}
# Line i with its mistakes. Sets `carried`, what comes before the next line.
function line_with_edits(i,    s, made) {
    s = places[i]
    if (s == "}" && closes_loop(i) && next_is_plain(i)) {
        made = new_edit(INSIDE); carried = "if (!" made ") "
        return "if (" made ") { " places[i + 1] " } }"
    }
    if (s !~ /^([A-Za-z]|\} else if )/ || s ~ /^(case|default|do)([^A-Za-z_0-9]|$)/ || s ~ /"/) return s
    made = changed(s)
    if (made == "") return s
    if (s ~ /^for \(.*;$/ && next_is_plain(i)) return with_next_inside(i, made)
    if (!is_plain(s)) return made
    if (next_is_plain(i)) made = with_next_before(i, made)
    if (!loops) return made
    made = only("one statement is done only in the first step of a loop", first_step(loops), made)
    return only("one statement is done only in the last step of a loop", loop_last[loops], made)
}
function solution(    before) {
    whole_text = ""; print indents[1] "edit_again = 0;" > to
    for (this_line = 1; this_line <= lines; this_line++) whole_text = whole_text " " places[this_line]
    for (this_line = 1; this_line <= lines; this_line++) {
        indent = indents[this_line]
        while (loops > 0 && loop_indent[loops] >= length(indent)) loops--
        forget_names(length(indent))
        before = carried; carried = ""
        print indent before line_with_edits(this_line) > to
        learn_line(places[this_line])
    }
    lines = 0
}
function learn_line(s) {
    if (s !~ /^(return|if|for|else|break|continue)/) learn_names(s)
    of_loop = 1 # one indent deeper than the line
    if (s ~ /^for \(/) learn_names(substr(s, 6, index(s, ";") - 6))
    of_loop = 0
}

BEGIN {
    WHOLE = "a division is of whole numbers, and its rest is lost: 1 / 4 is 0, 1.0 / 4 is not"
    ABS = "abs stands where fabs belongs; abs is for whole numbers, and cuts the rest off"
    DATA = "whole numbers are read through ->data, which is for real ones; ->i64 holds them"
    SET_BEFORE = "one value is set before a loop; it has to be set again in each step of the loop"
    INSIDE = "one statement stands inside a loop, and belongs behind the loop"
    NOTHING = "it does nothing" # edits.c knows these words
    INVERTED = "one condition is the wrong way round"
    class_kind["length"] = "one length is that of another axis"
    class_kind["number"] = "one number is taken for another"
    class_kind["tensor"] = "one tensor is taken for another"
    class_kind["row"] = "one row is taken for another"
    n = split(WHOLE "|" ABS "|" DATA "|" SET_BEFORE "|= stands where += belongs|= stands where -= belongs|" \
              "-= stands where += belongs|" \
              "+= stands where -= belongs|+= stands where = belongs|one division is missing|one term is missing|" \
              "one t_transpose is missing|one sqrt is missing", name, "|")
    for (i = 1; i <= n; i++) in_all_places[name[i]] = name[i]
    n = split("two statements stand in the wrong order|one statement is done only in the first step of a loop|" \
              "one statement is done only in the last step of a loop|one loop ends after its first step|" \
              "the first step of one loop is left out|one variable begins at 0|" INSIDE "|" \
              "one variable is a whole number; its values are real", name, "|")
    for (i = 1; i <= n; i++) rare[name[i]]
    operation["t_add"] = operation["t_sub"] = "term"
    operation["t_mul"] = operation["t_scale"] = "factor"
    operation["t_div"] = "division"; operation["t_matmul"] = "product of matrices"
    exchange = "t_add t_sub t_mul t_div t_sum t_mean fmax fmin"
    n = split(exchange, name, " ")
    for (i = 1; i <= n; i += 2) {
        twin[name[i]] = name[i + 1]; twin[name[i + 1]] = name[i]
        twin_kind[name[i]] = twin_kind[name[i + 1]] = name[i] " and " name[i + 1] " are exchanged in one place"
    }
    print "#include \"edits.h\"\n\nconst Edit lab_edits[] = {" > table
}
FNR == 1 {
    if (to != "") close(to)
    folder = to = FILENAME; sub(/.*\//, "", to); sub(/\/?[^\/]*$/, "", folder)
    if (!(folder in ways)) { ways[folder] = known_ways++; system("mkdir -p " out "/" ways[folder]) }
    way = ways[folder]; to = out "/" way "/" to; task = ""; head = ""
    print "extern int edit_chosen;\nstatic int edit_again;\n#define EDIT(n) (edit_chosen == (n))\n" \
          "#define BOTH(n, all) (edit_chosen == (n) || edit_chosen == (all))" > to
}
# The head of a function may be two lines.
/^[A-Za-z].*\(/ && !/;$/ { head = "" }
/^[A-Za-z].*\(/ && !/;$/ || head != "" {
    text = $0; sub(/^ +/, "", text); head = head (head == "" ? "" : " ") text
    if (head ~ /\) \{$/) {
        fn = head; sub(/\(.*/, "", fn); returns = fn; sub(/.*[ *]/, "", fn)
        sub(/^static /, "", returns); sub(/ .*/, "", returns)
        loops = 0; indent = ""; forget_names(-1); learn_parameters(head); head = ""
    } else if (head !~ /[,(]$/) head = ""
}
/SOLUTION BEGIN/ {
    task = $4; carried = ""; print > to
    if (returns == "void") print "    if (" new_edit(NOTHING) ") return;" > to
    next
}
/SOLUTION END/ { if (part != "") bad("a statement without its end"); solution(); task = ""; print > to; next }
{
    s = $0; sub(/ *\/\*.*\*\/ *$/, "", s); match(s, /^ */)
    if (task == "") {
        indent = substr(s, 1, RLENGTH); s = substr(s, RLENGTH + 1); gsub(/  +/, " ", s)
        if (fn != "" && indent != "" && s ~ /^(const )?[A-Za-z]+ [*A-Za-z].*;$/ && s !~ /^return/) learn_names(s)
        print > to; next
    }
    if (part == "") place = substr(s, 1, RLENGTH)
    s = substr(s, RLENGTH + 1); gsub(/  +/, " ", s)
    part = part (part == "" || s == "" ? "" : " ") s
    if (is_whole(part)) { places[++lines] = part; indents[lines] = place; part = "" }
}
END {
    if (failed) exit 2
    print "    {0},\n};" > table
}
