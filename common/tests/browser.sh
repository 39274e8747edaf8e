# browser.sh: what a browser makes of a page; read by tests behind lib.sh.
#
#   has_browser             whether one is installed; names it in $browser
#   looks_right PAGE.html   as wide as a phone and as a laptop, 390 and 1280 pixels, nothing of the page stands out at
#                           the right, and its picture is more than an empty one's. Leaves it in $scratch/page.png
# shellcheck shell=bash disable=SC2154 # scratch is theirs
browser=''
has_browser() {
    local name
    for name in chromium chromium-browser google-chrome; do command -v $name >/dev/null && browser=$name && return; done
    return 1
}

# Windows of a browser without a screen are at least 500 pixels wide, so the page is shown in frames. A frame cannot be
# looked into from outside: the page in it says how wide it is, where its own rules against scripts are left out.
frames() { # frames PAGE: a page with both
    local width
    for width in 390 1280; do
        printf '<iframe src="%s" width=%s height=1400 style="border:0"></iframe>\n' "$1" $width
    done
    echo '<script>onmessage = e => { document.title += e.data + ";" }</script>'
}
show() {
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1700,1400 \
        --user-data-dir="$scratch/browser" "$@" 2>/dev/null
}
looks_right() {
    local page told seen=0 width wide
    page=$(realpath "$1")
    told=${page%.html}.told.html
    { grep -v '^<meta http-equiv="Content-Security-Policy"' "$page"
        echo '<script>parent.postMessage(innerWidth + " " + document.documentElement.scrollWidth, "*")</script>'
    } >"$told"
    frames "$told" >"$scratch/frames.html"
    show --screenshot="$scratch/page.png" "file://$scratch/frames.html" >/dev/null
    while read -r width wide; do
        seen=$((seen + 1))
        [ "$wide" -le "$width" ] || { echo "at $width pixels it is $wide wide"; return 1; }
    done < <(show --virtual-time-budget=5000 --dump-dom "file://$scratch/frames.html" |
        sed -n 's/.*<title>\(.*\);<\/title>.*/\1/p' | tr ';' '\n')
    [ $seen -eq 2 ] || { echo "$seen of its 2 frames have told their width"; return 1; }
    show --screenshot="$scratch/nothing.png" about:blank >/dev/null
    [ "$(wc -c <"$scratch/page.png")" -gt $((2 * $(wc -c <"$scratch/nothing.png"))) ] ||
        { echo "it is empty"; return 1; }
}
