# check_plots.sh: looks at what is typed with `make plots` and `make plot`. Read by gradlab, as check.sh is.
# shellcheck shell=sh disable=SC2034,SC2154 # gradlab and check.sh set and use these

# FIGURE: one or several of those in plots/, LAB: those of a lab.
figure_facts='-f common/commands/near.awk -f plots/tools/facts.awk'
check_plots() {
    check_switch LIST README SHEET
    chosen=$(FIGURE=$FIGURE LAB=$LAB awk $figure_facts -f plots/tools/choose.awk plots/*.gp)
    case $chosen in '! '*) wrong "${chosen#! }" ;; esac
    chosen=$(echo $chosen)
    # Figures that compare with a GPU are skipped where there is none, or nothing to build its plugin with.
    cuda_figures=$(grep -l '^# needs: cuda' plots/*.gp | sed 's,.*/,,; s,\.gp$,,')
    skipped='' wanted=''
    for figure in $chosen; do
        if one_of "$figure" "$(echo $cuda_figures)" && ! can_cuda; then skipped="$skipped $figure"
        else wanted="$wanted $figure"; fi
    done
}
can_cuda() {
    [ -z "${GRADLAB_CUDA_PLUGIN-}" ] || return 0
    has_gpu || return 1
    find_nvcc
    [ -n "$nvcc" ]
}
# RUN: histories. Whether they are of the data that the reference's band is of, a history does not say: there is a band
# only where LAB or BAND asks for one. Its lab is LAB, or the one in the histories' path.
check_plot() {
    [ -n "$RUN" ] || wrong 'which training runs? Add RUN=build/train/03_softmax/history.tsv, or several:' \
        'RUN="a.tsv b.tsv"'
    check_words RUN
    if [ -e "$RUN" ]; then histories=$(quoted "$RUN"); else histories=$(words "$RUN"); fi
    eval "set -- $histories"
    for one; do
        [ ! -d "$one" ] || [ ! -f "$one/history.tsv" ] || wrong "RUN=$one: this is a folder; type RUN=$one/history.tsv"
        [ ! -e "$one" ] || [ -f "$one" ] || wrong "RUN=$one: this is a folder or a device; a run is a file history.tsv"
    done
    picture=${OUT:-$BUILD/plots/runs.png}
    case $picture in
    *.png | *.svg | *.pdf) ;;
    *) wrong "OUT=$OUT: a picture's name ends in .png, .svg or .pdf" ;;
    esac
    bands='' banded=''
    [ -z "$LAB" ] || find_lab "$LAB"
    for name in $labs; do
        file=grader/labs/$name/bands.tsv
        [ -e "$file" ] || continue
        banded="$banded $name"
        if [ -n "$LAB" ]; then [ "$found" = "$name" ] || continue
        else case $RUN in *"$name"*) ;; *) continue ;; esac; fi
        bands=${bands:-$file}
    done
    if [ -n "$LAB" ] && [ -z "$bands" ]; then
        labs=$banded
        wrong "LAB=$LAB: there is no band of such a lab. The choices are: $(lab_choices LAB)"
    fi
    [ -n "$LAB$BAND" ] && [ "$BAND" != none ] || bands=''
}
