# The grader carries these weights.
$(B)/double/grader/labs/07_transfer/checks.o: labs/07_transfer/pretrained.safetensors
