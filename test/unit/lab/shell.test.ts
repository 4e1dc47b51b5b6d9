import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runContainer, type Container } from '../../../src/lab/mesos/command';
import { parseShell } from '../../../src/lab/mesos/shell';
import { ProgramExit } from '../../../src/lab/star/program';

describe('a task’s shell command', () => {
  const environment = { MESOS_SANDBOX: '/mnt/mesos/sandbox', EMPTY: '' };
  const words = (line: string) => parseShell(line, environment).map((command) => command.words);

  it('is split into words like in a shell', () => {
    const cases: [string, string[][]][] = [
      ['star-probe --urls=a,b', [['star-probe', '--urls=a,b']]],
      ['  a\t b  ', [['a', 'b']]],
      ['echo \'a  "b" $X\' "c \'d\' \\"e\\"" f\\ g', [['echo', 'a  "b" $X', 'c \'d\' "e"', 'f g']]],
      [
        'x --f=$MESOS_SANDBOX/r.json ${MESOS_SANDBOX}x "$MESOS_SANDBOX" $NONE.',
        [['x', '--f=/mnt/mesos/sandbox/r.json', '/mnt/mesos/sandboxx', '/mnt/mesos/sandbox', '.']],
      ],
      ['a && b; c\nd', [['a'], ['b'], ['c'], ['d']]],
      ['a&&b', [['a'], ['b']]],
      ['curl http://x/?a=1&b=2', [['curl', 'http://x/?a=1&b=2']]],
      ['', []],
      ["'open", [['open']]],
    ];
    for (const [line, expected] of cases) assert.deepEqual(words(line), expected, line);
  });

  it('supports redirections and conditional commands', () => {
    assert.deepEqual(parseShell('echo x > $MESOS_SANDBOX/f && y; z', environment), [
      { words: ['echo', 'x'], output: '/mnt/mesos/sandbox/f', ifSuccess: false },
      { words: ['y'], ifSuccess: true },
      { words: ['z'], ifSuccess: false },
    ]);
  });

  it('never throws, and never loses a plain word', () => {
    fc.assert(fc.property(fc.string(), (line) => Array.isArray(parseShell(line, {}))));
    const word = fc.stringMatching(/^[a-z0-9=,./:-]+$/);
    fc.assert(fc.property(fc.array(word, { minLength: 1 }), (list) => assert.deepEqual(words(list.join(' ')), [list])));
  });
});

describe('a container’s command', () => {
  let files: Map<string, string>;
  let served: number[];
  let rounds: number;

  const run = (command: { cmd?: string; args?: string[]; image?: string }) => {
    files = new Map();
    served = [];
    rounds = 0;
    const container: Partial<Container> = {
      environment: { MESOS_SANDBOX: '/s' },
      readFile: (path) => files.get(path),
      writeFile: (path, text) => void files.set(path, text),
      serve: (port) => void served.push(port),
      every: () => void (rounds += 1),
      pollMs: 1000,
    };
    runContainer({ image: command.image, cmd: command.cmd, args: command.args }, container as Container);
  };
  const exits = (cmd: string, status: number) =>
    assert.throws(
      () => run({ cmd }),
      (error) => error instanceof ProgramExit && error.status === status,
      cmd,
    );

  it('runs star’s programs at any path, with their defaults and flags', () => {
    run({ cmd: '/star/target/debug/star-probe --urls=http://a/status,,http://b/status,http://a/status' });
    assert.deepEqual([served, rounds], [[9000], 2]);
    run({ cmd: 'exec star-collect --http-port 9100 --http-request-seconds=7' });
    assert.deepEqual([served, rounds], [[9100], 0]);
    run({ image: 'djosborne/star:v0.5.0', args: ['--http-port=81'] });
    assert.deepEqual(served, [81]);
    run({ image: 'djosborne/star:v0.5.0' });
    assert.deepEqual(served, [9000]);
  });

  it('writes the collector’s resources if it contains them', () => {
    run({
      cmd: 'echo \'[{"id":"C","url":"http://c/status"}]\' > $MESOS_SANDBOX/r.json && star-collect --resources-file=$MESOS_SANDBOX/r.json',
    });
    assert.equal(files.get('/s/r.json'), '[{"id":"C","url":"http://c/status"}]\n');
    assert.deepEqual([served, rounds], [[9001], 1]);
  });

  it('exits like a program that cannot start', () => {
    exits('star-collect --resources-file=/s/none.json', 101);
    exits('echo no json > /s/r.json; star-collect --resources-file=/s/r.json', 101);
    exits('star-probe --nonsense', 1);
    exits('star-probe --http-port=high', 1);
    exits('star-probe --urls', 1);
    exits('exit 3', 3);
    exits('true', 0);
    exits('false && star-probe', 1);
  });

  it('keeps running if it is anything else', () => {
    for (const cmd of ['sleep 1000', 'python -m SimpleHTTPServer', './server']) run({ cmd });
    run({ image: 'nginx' });
    assert.deepEqual(served, []);
  });
});
