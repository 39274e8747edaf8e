# machine.gp: what the machine is called on which the times were measured, as `cpu` and `gpu`; from machine_write.
cpu = ""
gpu = ""
set table $unused
plot data."machine.tsv" using (cpu = strcol("cpu"), gpu = strcol("gpu"), 0) with table
unset table
