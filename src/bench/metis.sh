#!/bin/sh
# Cuts graphs of nearest neighbours by METIS and by the trainer's own partitioner, and tells cut,
# sizes and time of both. gpmetis must be on PATH (Debian's package metis); data sets are those of
# ./lp data. Graphs stay in the folder given, and are not made again.
#
#   src/bench/metis.sh out/cuts [SEEDS]      default: 1,2,3
set -eu

out=${1:?usage: src/bench/metis.sh DIR [SEEDS]}
seeds=${2:-1,2,3}
lp=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)/lp
command -v gpmetis >/dev/null || {
  echo "metis.sh: gpmetis is not on PATH; install METIS (apt-get install metis)." >&2
  exit 2
}
mkdir -p "$out"
[ -f "$out/glove.graph" ] || "$lp" bench graph --set glove "$out/glove.graph"
[ -f "$out/photosift.graph" ] || "$lp" bench graph --set photosift --rows 200000 "$out/photosift.graph"
for set in glove photosift; do
  graph=$out/$set.graph
  for bins in 256 1024; do
    for seed in $(echo "$seeds" | tr , ' '); do
      # Its epsilon is in thousandths, and its default is k-way.
      gpmetis -ufactor=30 -seed="$seed" "$graph" "$bins" >"$out/metis.log"
      seconds=$(sed -n 's/^ *Partitioning:[^0-9]*\([0-9.]*\) sec.*/\1/p' "$out/metis.log")
      printf '%s, METIS, seed %s, %s s: ' "$set" "$seed" "$seconds"
      "$lp" bench cut "$graph" --bins "$bins" --partition "$graph.part.$bins"
    done
    echo "$set, ours:"
    "$lp" bench cut "$graph" --bins "$bins" --seed "$seeds" --threads 1
    "$lp" bench cut "$graph" --bins "$bins" --seed "$seeds"
  done
done
