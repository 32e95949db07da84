// A real training run, 200 steps with 38 words, as a page carries it.
import { readFileSync } from "node:fs";
import { unpack } from "../../embedlab/page/player/run.js";

const file = new URL("../data/packed_training.json", import.meta.url);
export const training = JSON.parse(readFileSync(file, "utf8"));
export const V = training.words.length;
export const run = unpack(training.packed, V, 2);
