// The archive for the teacher, opened by another program: Python.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { zip } from "../../site/scripts/zip.js";

const READ = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as f:
    assert f.testzip() is None
    print(json.dumps({i.filename: [f.read(i).decode(), i.date_time] for i in f.infolist()}))`;

test("names, contents and dates are those that were given", async (t) => {
  const date = new Date(2026, 10, 30, 8, 25, 58);
  const files = [{ path: "Zoë/ü.ipynb", content: "é".repeat(10_000), date },
    { path: "Zoë/data", content: new Uint8Array([65, 10]), date },
    { path: "empty", content: "", date }];
  const folder = mkdtempSync(join(tmpdir(), "zip-")), path = join(folder, "a.zip");
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path, new Uint8Array(await (await zip(files)).arrayBuffer()));
  const time = [2026, 11, 30, 8, 25, 58];
  assert.deepEqual(JSON.parse(execFileSync("python3", ["-c", READ, path])), {
    "Zoë/ü.ipynb": ["é".repeat(10_000), time], "Zoë/data": ["A\n", time], empty: ["", time],
  });
});
