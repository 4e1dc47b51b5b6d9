import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

describe('the bundle', () => {
  it('gets the editor’s API in each of its parts', async () => {
    const { extensionPath } =
      vscode.extensions.getExtension('calico-stars.calico-stars') ?? assert.fail('not installed');
    const dist = path.join(extensionPath, 'dist');
    const files = (await readdir(dist, { recursive: true })).filter((file) => /^(chunks[/\\])?[\w-]+\.js$/.test(file));
    const texts = await Promise.all(files.map((file) => readFile(path.join(dist, file), 'utf8')));
    const calls = texts.flatMap((text) => text.match(/.?require\("vscode"\)/g) ?? []);
    assert.ok(calls.length > 5, String(calls.length));
    assert.deepEqual(
      calls.filter((call) => /^[\w$]require/.test(call)),
      [],
    );
  });
});
