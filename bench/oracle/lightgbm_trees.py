"""LightGBM on a generated set: python lightgbm_trees.py SET.json, where the set names its files and parameters.

The columns are one after the other, little-endian floats; a category is its code. Prints one line of JSON. The time of training is
that of making bins and growing trees; reading the files is not in it.
"""
import json
import resource
import sys
import time

import lightgbm
import numpy

with open(sys.argv[1]) as file:
    given = json.load(file)


def read(part):
    rows, columns = given[part]["rows"], given["columns"]
    values = numpy.fromfile(given[part]["values"], "<f4").reshape(columns, rows)
    return numpy.ascontiguousarray(values.T), numpy.fromfile(given[part]["targets"], "u1").astype("f4")


values, targets = read("train")
test_values, test_targets = read("test")
parameters = {**given["parameters"], "verbose": -1}
cpu, wall = time.process_time(), time.perf_counter()
data = lightgbm.Dataset(values, targets, categorical_feature=given["categories"], params=parameters)
model = lightgbm.train(parameters, data, num_boost_round=given["rounds"])
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall

likely = model.predict(test_values, num_threads=1)
order = numpy.argsort(likely, kind="stable")
ranks = numpy.empty(len(order))
ranks[order] = numpy.arange(1, len(order) + 1)
values_in_order = likely[order]
starts = numpy.flatnonzero(numpy.r_[True, values_in_order[1:] != values_in_order[:-1]])
ends = numpy.r_[starts[1:], len(order)]
for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1]):
    ranks[order[start:end]] = (start + 1 + end) / 2
ones = test_targets == 1
positives = ones.sum()
auc = (ranks[ones].sum() - positives * (positives + 1) / 2) / (positives * (len(ones) - positives))
loss = -numpy.log(numpy.where(ones, likely, 1 - likely)).mean()
print(json.dumps({
    "version": lightgbm.__version__,
    "seconds": wall,
    "cpuSeconds": cpu,
    "auc": float(auc),
    "logLoss": float(loss),
    "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
