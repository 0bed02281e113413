"""Measures datasketch's MinHash LSH on the documents that our own deduplication is measured on.

    pip install datasketch
    python scripts/bench/dedupe-peer.py ../shared/suites
"""

import gzip
import json
import re
import sys
import time
from collections import defaultdict

import datasketch
from datasketch import MinHash, MinHashLSH

SHINGLE_WORDS = 5
PERMUTATIONS = 128


def read_lines(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as lines:
        return [json.loads(line) for line in lines]


def sketch(text):
    words = re.findall(r"\w+", text.lower())
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    minhash = MinHash(num_perm=PERMUTATIONS)
    minhash.update_batch([shingle.encode() for shingle in shingles])
    return minhash


def joined_pairs(documents, threshold):
    lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    pairs = set()
    for document in documents:
        minhash = sketch(document["text"])
        pairs.update(frozenset((document["id"], other)) for other in lsh.query(minhash))
        lsh.insert(document["id"], minhash)
    return pairs


def gold_pairs(labels):
    clusters = defaultdict(list)
    for label in labels:
        clusters[label["cluster"]].append(label["id"])
    return {frozenset((a, b)) for ids in clusters.values() for i, a in enumerate(ids) for b in ids[:i]}


def main(suites):
    documents = read_lines(f"{suites}/dedupe/cases.jsonl.gz")
    gold = gold_pairs(read_lines(f"{suites}/dedupe/gold.jsonl"))
    print(f"datasketch {datasketch.__version__}, {PERMUTATIONS} permutations, shingles of {SHINGLE_WORDS} words")
    for threshold in (0.2, 0.3, 0.5, 0.8):
        pairs = joined_pairs(documents, threshold)
        right = len(pairs & gold)
        precision, recall = right / max(1, len(pairs)), right / len(gold)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"suite, threshold {threshold}   P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")
    texts = read_lines(f"{suites}/search/docs.jsonl.gz")
    started = time.process_time()
    joined_pairs(texts, 0.5)
    print(f"text to candidates in memory {len(texts) / (time.process_time() - started):.0f} posts a second of processor time")


main(sys.argv[1])
