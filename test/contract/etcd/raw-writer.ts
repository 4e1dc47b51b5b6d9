import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

/** Appends to the text of a key by compare-and-swap, retrying until it succeeds, like another client's script. */
export type RawWriter = (key: string, edit: (text: string) => string) => Promise<void>;

/** Over the v2 keys API, comparing values. */
export function rawWriter2(address: string): RawWriter {
  return async (key, edit) => {
    for (;;) {
      const { node } = (await (await fetch(`${address}/v2/keys${key}?quorum=true`)).json()) as {
        node: { value: string };
      };
      const body = new URLSearchParams({ value: edit(node.value), prevValue: node.value });
      const { status } = await fetch(`${address}/v2/keys${key}`, { method: 'PUT', body });
      if (status === 200) return;
      assert.equal(status, 412);
      await setImmediate();
    }
  };
}

/** Over the v3 JSON gateway, comparing revisions. */
export function rawWriter3(address: string): RawWriter {
  const post = async <T>(path: string, body: unknown) =>
    (await (await fetch(`${address}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as T;
  return async (name, edit) => {
    const key = Buffer.from(name).toString('base64');
    for (;;) {
      const { kvs } = await post<{ kvs: { value: string; mod_revision: string }[] }>('range', { key });
      const value = Buffer.from(edit(Buffer.from(kvs[0]!.value, 'base64').toString())).toString('base64');
      const { succeeded } = await post<{ succeeded?: boolean }>('txn', {
        compare: [{ key, target: 'MOD', result: 'EQUAL', mod_revision: kvs[0]!.mod_revision }],
        success: [{ request_put: { key, value } }],
      });
      if (succeeded) return;
      await setImmediate();
    }
  };
}
