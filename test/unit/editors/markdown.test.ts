import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fencesIn, scriptsIn } from '../../../src/features/scripts/markdown/fences';
import { tutorialBlocksIn } from '../../../src/features/scripts/markdown/tutorial';

const lines = (...text: readonly string[]) => text.join('\n');

describe('fenced blocks of Markdown', () => {
  it('have a language, text and line', () => {
    const text = lines('# Policy', '```sh', 'calicoctl profile show', '', '```', 'between', '~~~', 'plain', '~~~');
    assert.deepEqual(fencesIn(text), [
      { line: 1, language: 'sh', text: 'calicoctl profile show\n' },
      { line: 6, language: '', text: 'plain' },
    ]);
  });

  it('are closed by at least as many of the same marks, alone on their line', () => {
    assert.deepEqual(fencesIn(lines('````md', '```', 'inner', '```', '````` ')), [
      { line: 0, language: 'md', text: '```\ninner\n```' },
    ]);
    assert.deepEqual(
      fencesIn(lines('```', '~~~', '``` not', '```')).map(({ text }) => text),
      ['~~~\n``` not'],
    );
  });

  it('extend to the end of the text if they are not closed', () => {
    assert.deepEqual(fencesIn('```bash\na\nb'), [{ line: 0, language: 'bash', text: 'a\nb' }]);
    assert.deepEqual(fencesIn('```'), [{ line: 0, language: '', text: '' }]);
  });

  it('may be in lists and quotes', () => {
    assert.deepEqual(fencesIn(lines('1. do', '   ```console', '   $ a', '     b', '', '   ```')), [
      { line: 1, language: 'console', text: '$ a\n  b\n' },
    ]);
    assert.deepEqual(
      fencesIn(lines('- ```sh', '  a', '  ```', '> ```', '> b', '> ```')).map(({ text }) => text),
      ['a', 'b'],
    );
  });

  it('have a one-word language, and either kind of line ending', () => {
    assert.deepEqual(fencesIn('```Bash title="x"\r\na\r\n```\r\n```sh{1}\r\n```'), [
      { line: 0, language: 'bash', text: 'a' },
      { line: 3, language: 'sh', text: '' },
    ]);
  });

  it('are different from inline code', () => assert.deepEqual(fencesIn('``` calicoctl profile show ```'), []));
});

describe('scripts in Markdown', () => {
  const block = (language: string, text: string) => lines(`\`\`\`${language}`, text, '```');

  it('are shell blocks with a calicoctl profile command', () => {
    for (const language of ['', 'sh', 'bash', 'shell', 'console'])
      assert.equal(scriptsIn(block(language, '$ sudo calicoctl profile web tag show')).length, 1, language);
  });

  it('are not found in other blocks', () => {
    for (const [language, text] of [
      ['python', 'calicoctl profile show'],
      ['sh', 'calicoctl node'],
      ['sh', 'docker ps'],
      ['json', '{}'],
    ] as const)
      assert.deepEqual(scriptsIn(block(language, text)), []);
  });
});

describe('blocks of a tutorial', () => {
  const blocksOf = (...text: readonly string[]) => tutorialBlocksIn(lines('```sh', ...text, '```'));

  it('create the networks that docker would', () =>
    assert.deepEqual(
      blocksOf(
        '$ docker network create --driver calico --ipam-driver calico --subnet 192.168.0.0/16 ui',
        'sudo docker network create -d calico \\',
        '  --ipam-driver=calico web',
      ),
      [{ kind: 'networks', line: 0, networks: [{ name: 'ui', subnet: '192.168.0.0/16' }, { name: 'web' }] }],
    ));

  it('launch the group of a file', () =>
    assert.deepEqual(
      blocksOf('curl -X PUT "http://$MARATHON_IP:8080/v2/groups" -d @stars.json -H "Content-Type: json"'),
      [{ kind: 'group', line: 0, file: 'stars.json' }],
    ));

  it('are nothing else', () => {
    for (const text of [
      'docker network create --driver overlay web',
      'docker network create web',
      'docker network rm web',
      'docker network create --driver calico a; rm -rf b',
      'curl http://x/v2/apps -d @stars.json',
      'curl http://x/v2/groups',
    ])
      assert.deepEqual(blocksOf(text), [], text);
  });

  it('are found in the sample', () =>
    assert.deepEqual(
      tutorialBlocksIn(readFileSync('sample/README.md', 'utf8')).map(({ kind }) => kind),
      ['networks', 'group'],
    ));
});
