import assert from 'node:assert/strict';
import { fencesIn, scriptsIn } from '../../../src/features/scripts/markdown/fences';

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
