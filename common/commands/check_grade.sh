# check_grade.sh: looks at what is typed with `make grade`, and at the device that training and tests run on. Read by
# gradlab, as check.sh is.
# shellcheck shell=sh disable=SC2034,SC2154 # gradlab and check.sh set and use these

has_gpu() { [ -e /dev/nvidia0 ] || [ -e /dev/dxg ] || nvidia-smi -L >/dev/null 2>&1; }
no_gpu='DEVICE=cuda: there is no NVIDIA GPU here. DEVICE=emulated runs the same code on an emulated one; leave'
no_gpu="$no_gpu DEVICE out to use the CPU"
# nvcc: the compiler in CUDA's own folder, where the one that is found leads; '' where there is none.
find_nvcc() {
    nvcc=''
    for one in ${NVCC:+"$NVCC"} ${CUDA_HOME:+"$CUDA_HOME/bin/nvcc"} nvcc /usr/local/cuda/bin/nvcc; do
        command -v "$one" >/dev/null 2>&1 || continue
        nvcc=$("$one" --dryrun -E -x cu /dev/null 2>&1 | sed -n 's/^#\$ TOP=//p')/bin/nvcc
        [ ! -x "$nvcc" ] || return 0
    done
    nvcc=''
}
# The C++ compiler that belongs to CC.
cxx=''
check_device() {
    cxx=$(echo "${compiler:-gcc}" | sed 's/clang/clang++/; s/gcc/g++/')
    if asked bench; then choices='cpu cuda'; else choices='cpu cuda emulated'; fi
    [ -z "$DEVICE" ] || choose DEVICE device "$choices"
    if [ "$DEVICE" = cuda ] && [ -z "${GRADLAB_CUDA_PLUGIN-}" ] && ! has_gpu; then
        ! asked bench || wrong 'DEVICE=cuda: there is no NVIDIA GPU here. Leave DEVICE out to time the CPU'
        wrong "$no_gpu"
    fi
    if [ "$DEVICE" = emulated ] && asked train test && ! command -v "$cxx" >/dev/null; then
        wrong "DEVICE=emulated: $cxx, which compiles .cu files for the emulated GPU, is not installed. Install it, or" \
            'leave DEVICE out to use the CPU'
    fi
}
# Whether this tree can grade here. A student's tree has graders for some processors.
has_grader() {
    [ -n "$students" ] || return 0
    graders=grader/prebuilt/$(uname -m)
    [ -e "$graders/grade-$lab" ]
}
check_grader() {
    has_grader && return
    given=$(echo grader/prebuilt/*/grade-"$lab" | sed "s,grader/prebuilt/,,g; s,/grade-$lab,,g")
    failed "this machine is a ${graders##*/}, and the grader of $lab was given out for: $given"
}
check_watch() { check_grader; }
# A folder with none of the lab's files is a path that was mistaken, and no hand-in of 0 points.
check_files() {
    of=$lab folder=$code
    if [ -n "$for_gpu" ]; then
        of=$unit
        [ ! -d "$code/${unit#*/}" ] || folder=$code/${unit#*/}
    fi
    files=$(awk -v show=files -f labs/lab.awk "labs/$of/lab.tsv")
    for file in $files; do
        [ ! -e "$folder/$file" ] && [ ! -L "$folder/$file" ] || return 0
    done
    failed "$folder: there is nothing to grade. The files of lab $of are" $files'; none of them is in this folder'
}
# A tree that was handed out before has no grader of these tasks; and they are C++.
check_kernels() {
    [ -n "$for_gpu" ] || return 0
    [ -z "$students" ] || [ -e "$graders/grade-${unit#*/}" ] ||
        failed "the grader of labs/$unit is not in this tree: make update brings it, with a newer handout"
    command -v "$cxx" >/dev/null ||
        failed "$cxx, which compiles kernels for the emulated GPU, is not installed: make setup installs it"
}
# gpu: the GPU of this machine, where kernels run on it after the emulated one, as nvidia-smi names it; its kind for
# nvcc, sm_90, in gpu_arch. Who types DEVICE=cuda means it, and is told what is missing.
gpu='' gpu_arch=''
check_gpu() {
    [ -n "$for_gpu" ] && [ "$DEVICE" != emulated ] || return 0
    has_gpu || { [ "$DEVICE" != cuda ] && return; } || wrong "$no_gpu"
    gpu=$(nvidia-smi --query-gpu=name,compute_cap --format=csv,noheader 2>/dev/null | head -n 1)
    gpu_arch=sm_$(echo "${gpu##*, }" | tr -d .) gpu=${gpu%, *}
    find_nvcc
    case $gpu_arch in
    sm_*[!0-9a]* | sm_) missing='nvidia-smi does not say which GPU this is' ;;
    *) missing=${nvcc:+no} missing=${missing:-nvcc, which compiles kernels for it, is not installed} ;;
    esac
    [ "$missing" != no ] || return 0
    gpu=''
    [ "$DEVICE" != cuda ] || wrong "DEVICE=cuda: $missing. DEVICE=emulated runs the same kernels on an emulated GPU"
}
check_grade() {
    check_grader
    check_for_gpu
    check_kernels
    check_gpu
    [ -z "$TASK" ] || check_task
    [ -z "$REVEAL" ] || choose REVEAL 'way to show expected values' 'all first none'
    check_switch SANITIZE
    [ -z "$CHAIN" ] || check_chain
    [ -z "$HINTS" ] || choose HINTS 'number of hints in a report' '0 1 2 3'
    [ -z "$BOX" ] || choose BOX 'way to grade' weak
    [ -z "$KEY" ] || check_key
    unknown=$(reports | while IFS= read -r report; do
        one_of "${report%%=*}" "$formats" || printf '%s\n' "$report"
    done)
    [ -z "$unknown" ] || wrong_format "$unknown"
    nameless=$(reports | sed -n '/^[^=]*=*$/s/=*$//p' | head -n 1)
    [ -z "$nameless" ] || wrong "REPORT=$nameless: the file is missing, as in REPORT=$nameless=report"
    check_out
    check_files
}
# The student's own earlier labs, for the student's own eyes.
check_chain() {
    choose CHAIN 'chain of labs' mine
    [ "$lab" != "${labs%% *}" ] || wrong "CHAIN=mine: $lab builds on no other lab"
    case $CODE in
    '' | reference) ;;
    *) wrong "CHAIN=mine goes with your own files in labs/: leave CODE out" ;;
    esac
    [ -z "$KEY" ] || wrong "CHAIN=mine goes without KEY: points that count are given on the reference's labs"
}
formats='json gradescope classroom50 autolab junit tap html'
wrong_format() { # FORMAT=FILE
    near=$(nearest "${1%%=*}" "$formats") file=FILE
    case $1 in *=*) file=${1#*=} ;; esac
    near=${near:+; did you mean REPORT=$near=$file?}
    wrong "REPORT=$1: there is no such format${near:-.} The choices are:$(printf ' REPORT=%s=FILE' $formats)"
}
# REPORT="html=my report.html json=x": the reports, a line each. A name and = begin the next one, so paths have blanks.
reports() {
    [ -z "$REPORT" ] || printf '%s\n' "$REPORT" | awk '{
        text = $0
        while (match(text, / +[a-z0-9]+=/)) {
            print substr(text, 1, RSTART - 1)
            text = substr(text, RSTART)
            sub(/^ +/, "", text)
        }
        print text
    }'
}
check_key() {
    check_file KEY 'To make one: head -c 32 /dev/urandom >FILE'
    size=$(wc -c <"$KEY")
    { [ "$size" -ge 16 ] && [ "$size" -le 4095 ]; } ||
        wrong "KEY=$KEY: a key has 16 to 4095 bytes, and this file $((size)) (head -c 32 /dev/urandom >FILE makes one)"
}
