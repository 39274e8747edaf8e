# card.awk: the API card of one lab, from labs/cards.txt: awk -v lab=3 -f labs/card.awk labs/cards.txt
BEGIN {
    FS = "\t"
    print "# Lab " lab ": card of the API\n"
    print "The calls that you need most in this lab; `common/tensor/tensor.h`, `common/ops/ops.h` and `common/nn/nn.h` have all."
}
/^#[^#]/ { next }
/^## / { title = substr($0, 4); next }
{
    split($1, range, "-")
    if (lab + 0 < range[1] + 0 || (range[2] != "" && lab + 0 > range[2] + 0)) next
    if (title != "") print "\n## " title "\n\n| | |\n|---|---|"
    title = ""
    call = $2
    if (call ~ /^make /) { gsub(/=N\./, "=" lab ".", call); gsub(/=N/, "=" lab, call) }
    printf "| `%s` | %s |\n", call, $3
}
