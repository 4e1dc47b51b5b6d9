import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseScript } from '../../../src/features/scripts/lines';

/** A script's lines, abbreviated. */
const read = (script: string) =>
  parseScript(script).map((line) => (line.kind === 'command' ? line.command.kind : `${line.kind}: ${line.reason}`));

describe('a pasted script', () => {
  it('is parsed as tutorials print it', () => {
    const script = `
# open the management UI
export ETCD_AUTHORITY=172.24.197.101:2379
$ calicoctl profile management-ui rule show
$ sudo ./calicoctl profile management-ui rule remove inbound allow from tag management-ui   # its own members

ETCD_AUTHORITY=x:1 calicoctl profile management-ui rule add inbound \\
    allow tcp to ports 9001
docker network create --driver calico client
`;
    assert.deepEqual(read(script), [
      'skipped: the connected cluster is used',
      'rule-show',
      'rule-remove',
      'rule-add',
      'skipped: not a calicoctl command',
    ]);
  });

  it('distinguishes root’s prompt from a comment', () => {
    assert.deepEqual(read('# calicoctl profile add web\n# calicoctl is a program'), ['add']);
  });

  it('distinguishes what is begun from what is wrong', () => {
    const begun = (text: string) => {
      const [line] = parseScript(text);
      return line?.kind === 'invalid' ? [line.reason, line.incomplete ?? false] : line?.kind;
    };
    assert.deepEqual(begun('calicoctl profile '), [
      'The command is incomplete: expected a profile, or show, add or remove.',
      true,
    ]);
    assert.deepEqual(begun('calicoctl profile web ru'), ['The command is incomplete: expected rule.', true]);
    assert.equal(begun('calicoctl profile web rx')?.[1], false);
    assert.deepEqual(begun('calicoctl profile web ru show')?.[1], false);
    const rule = 'calicoctl profile web rule add inbound ';
    assert.equal(begun(`${rule}allow from tag`)?.[1], true);
    assert.equal(begun(`${rule}allow form tag web`)?.[1], false);
    assert.equal(begun(`${rule}allow`), 'command');
  });

  it('may contain quoted words', () => {
    const [line] = parseScript(`calicoctl profile 'web' tag add "blue"`);
    assert.deepEqual(line?.kind === 'command' && line.command, { kind: 'tag-add', profile: 'web', tag: 'blue' });
  });

  it('passes documents to rule update', () => {
    const json = '{"inbound_rules": [], "outbound_rules": []}';
    const document = (script: string) => {
      const [line] = parseScript(script);
      return line?.kind === 'command' && line.command.kind === 'rule-update'
        ? line.command.document
        : assert.fail(JSON.stringify(line));
    };
    assert.equal(document(`echo '${json}' | calicoctl profile web rule update`), json);
    assert.equal(document(`calicoctl profile web rule update <<EOF\n${json}\nEOF\n`), json);
  });

  it('is reported with the unexpected word', () => {
    const [line] = parseScript('calicoctl profile web rule add inbound allow tcp to prots 9000');
    assert.ok(line?.kind === 'invalid');
    assert.match(line.reason, /ports/);
  });

  it('is rejected if a shell would interpret it differently', () => {
    assert.deepEqual(read('calicoctl profile show && rm -rf /'), [
      'invalid: Only single commands are supported: no pipes, variables or redirections.',
    ]);
    assert.deepEqual(read('calicoctl profile show > file'), [
      'invalid: Only single commands are supported: no pipes, variables or redirections.',
    ]);
  });

  it('never throws for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `calicoctl profile ${text}`),
        ),
        (text) => Array.isArray(parseScript(text)),
      ),
      { numRuns: 2_000 },
    );
  });
});
