import assert from 'node:assert/strict';
import * as ids from '../../../src/app/ids';
import { readManifest } from '../manifest-file';
import { changeInput, flowInput, listInput, readInput } from '../../../src/features/chat-tools/input';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly description?: string;
}

const { contributes } = readManifest() as {
  contributes: {
    languageModelTools: {
      name: string;
      toolReferenceName: string;
      canBeReferencedInPrompt: boolean;
      displayName: string;
      modelDescription: string;
      userDescription: string;
      icon: string;
      when: string;
      inputSchema: Schema;
    }[];
  };
};
const tools = new Map(contributes.languageModelTools.map((tool) => [tool.name, tool]));

/** For each tool its schema, and inputs that use all properties. */
const READ = {
  [ids.Tool.listPolicy]: [listInput, { profile: 'a' }],
  [ids.Tool.explainFlow]: [flowInput, { from: 'a', to: 'b', protocol: 'udp', port: 53 }],
  [ids.Tool.previewChange]: [
    changeInput,
    { profile: 'a', edits: [{ action: 'add', direction: 'inbound', rule: 'allow', position: 1 }], script: 'x' },
  ],
  [ids.Tool.applyChange]: [
    changeInput,
    { profile: 'a', edits: [{ action: 'remove', direction: 'outbound', rule: 'allow', position: 1 }], script: 'x' },
  ],
} as const;

describe('tools in package.json and in the code', () => {
  it('are the same', () => assert.deepEqual([...tools.keys()].sort(), Object.values(ids.Tool).sort()));

  it('can be referenced in a chat, and are offered while a cluster is connected', () => {
    for (const {
      toolReferenceName,
      canBeReferencedInPrompt,
      when,
      icon,
      modelDescription,
      userDescription,
    } of tools.values()) {
      assert.match(toolReferenceName, /^calico[A-Z]\w+$/);
      assert.ok(
        canBeReferencedInPrompt &&
          modelDescription.length > 150 &&
          userDescription.endsWith('.') &&
          icon.startsWith('$('),
      );
      assert.equal(when, ids.ContextKey.connected);
    }
  });

  it('have schemas that match what the code reads, with descriptions', () => {
    for (const [name, [schema, input]] of Object.entries(READ)) {
      assert.deepEqual(readInput<object>(schema, input), input, 'all properties are kept');
      const described = (value: unknown, by: Schema | undefined, place: string): void => {
        if (Array.isArray(value)) value.forEach((item) => described(item, by?.items, `${place}[]`));
        else if (typeof value === 'object' && value !== null) {
          assert.deepEqual(Object.keys(by?.properties ?? {}).sort(), Object.keys(value).sort(), place);
          assert.equal(by?.additionalProperties, false, place);
          for (const [key, part] of Object.entries(value)) described(part, by.properties?.[key], `${place}.${key}`);
        } else assert.ok(by?.description, `${place} is not described`);
      };
      described(input, tools.get(name)?.inputSchema, name);
      assert.throws(() => readInput<object>(schema, 'text'));
    }
  });
});
