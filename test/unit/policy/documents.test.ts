import assert from 'node:assert/strict';
import {
  changedText,
  formatResource,
  newResource,
  readResourceDocument,
  withoutCounts,
  type ObjectChange,
} from '../../../src/policy/documents';
import { storedPolicyName } from '../../../src/policy/datastore';

const ID = { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' } as const;

const STORED = JSON.stringify({
  kind: 'NetworkPolicy',
  apiVersion: 'projectcalico.org/v3',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    order: 100,
    selector: "role == 'web'",
    ingress: [{ action: 'Allow', protocol: 'TCP', source: {}, destination: { ports: [80] } }],
    types: ['Ingress'],
  },
});

const TEXT = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  creationTimestamp: 2026-01-01T00:00:00Z
  name: web
  namespace: shop
  resourceVersion: "17"
  uid: u1
spec:
  order: 100
  selector: role == 'web'
  ingress:
    - action: Allow
      protocol: TCP
      source: {}
      destination:
        ports:
          - 80
  types:
    - Ingress
`;

/** The problems in a document, each with the text that it marks. */
function problemsIn(text: string): readonly string[] {
  return readResourceDocument(text, ID).problems.map(
    ({ start, end, message }) => `${text.slice(start, end).split('\n')[0]}: ${message}`,
  );
}

describe('documents of Calico 3 objects', () => {
  it('are in YAML as calicoctl prints them, with the revision as resourceVersion', () => {
    assert.equal(formatResource({ text: STORED, revision: '17' }), TEXT);
    assert.equal(formatResource({ text: '{torn', revision: '17' }), '{torn');
  });

  it('store what they show, without the resourceVersion, and with the defaults of calicoctl', () => {
    const { json = '', problems, object } = readResourceDocument(TEXT.replace('  types:\n    - Ingress\n', ''), ID);
    assert.deepEqual(problems, []);
    assert.deepEqual(JSON.parse(json), {
      kind: 'NetworkPolicy',
      apiVersion: 'projectcalico.org/v3',
      metadata: {
        creationTimestamp: '2026-01-01T00:00:00Z',
        name: 'web',
        namespace: 'shop',
        uid: 'u1',
        labels: { 'projectcalico.org/tier': 'default' },
      },
      spec: {
        order: 100,
        selector: "role == 'web'",
        ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [80] } }],
        types: ['Ingress'],
      },
    });
    assert.equal(object?.kind, 'NetworkPolicy');
  });

  it('report errors of YAML where they are', () => {
    assert.deepEqual(problemsIn(TEXT.replace('  order: 100', '  order: 100\n  order: 200')), [
      'order: Map keys must be unique.',
    ]);
    assert.match(problemsIn(TEXT.replace("role == 'web'", "'role")).join('\n'), /Missing closing 'quote/);
    assert.deepEqual(problemsIn(''), [': The document is empty.']);
    assert.deepEqual(problemsIn(`${TEXT}---\nkind: Tier\n`), [
      '---: A document holds one object: remove what follows “---”.',
    ]);
  });

  it('report what the server refuses, at the part that it is about', () => {
    assert.deepEqual(problemsIn(TEXT.replace('action: Allow', 'action: Permit')), [
      'Permit: “Permit” is not one of Allow, Deny, Log, Pass.',
    ]);
    assert.deepEqual(problemsIn(TEXT.replace('- 80', '- 80000')), [
      '80000: 80000 is not a port: ports are 1 to 65535.',
    ]);
    assert.deepEqual(
      problemsIn(TEXT.replace('selector:', 'selektor:')).map((text) => text.split(':')[0]),
      ['selektor'],
    );
    assert.deepEqual(
      problemsIn(TEXT.replace("role == 'web'", "role = 'web'")).map((text) => text.split(':')[0]),
      ["role = 'web'"],
    );
  });

  it('can’t become those of other objects', () => {
    assert.deepEqual(problemsIn(TEXT.replace('name: web', 'name: db')), [
      'db: This document is about web. Create another object instead.',
    ]);
    assert.deepEqual(problemsIn(TEXT.replace('  namespace: shop\n', '')).length, 1);
    assert.equal(readResourceDocument(TEXT.replace('name: web', 'name: db'), ID).json, undefined);
  });

  it('keep fields of Felix’s configuration that affect no policy', () => {
    const id = { kind: 'FelixConfiguration', name: 'default' } as const;
    const text = formatResource({
      text: JSON.stringify({
        kind: 'FelixConfiguration',
        apiVersion: 'projectcalico.org/v3',
        metadata: { name: 'default' },
        spec: { logSeverityScreen: 'Info', defaultEndpointToHostAction: 'Drop' },
      }),
    });
    const { json = '' } = readResourceDocument(text.replace('Drop', 'Accept'), id);
    assert.deepEqual((JSON.parse(json) as { spec: unknown }).spec, {
      logSeverityScreen: 'Info',
      defaultEndpointToHostAction: 'Accept',
    });
  });

  it('don’t expand aliases without end', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefgh'.split('').map((key, n) => `${key}: &${key} [${`*${'abcdefgh'[n]}, `.repeat(9)}]`),
    ];
    assert.deepEqual(problemsIn(bomb.join('\n')), ['a: The document has too many aliases.']);
  });

  it('are created with an identity', () => {
    const { json, object } = newResource(ID, { tier: 'default', selector: 'all()', types: ['Ingress'] }, { uid: 'u2' });
    assert.deepEqual(JSON.parse(json), {
      kind: 'NetworkPolicy',
      apiVersion: 'projectcalico.org/v3',
      metadata: { name: 'web', namespace: 'shop', uid: 'u2', labels: { 'projectcalico.org/tier': 'default' } },
      spec: { tier: 'default', selector: 'all()', types: ['Ingress'] },
    });
    assert.equal(object?.metadata.name, 'web');
  });

  it('name policies as the release of Calico stores them', () => {
    assert.equal(storedPolicyName('web', 'default', 'v3.26.1'), 'default.web');
    assert.equal(storedPolicyName('web', 'security'), 'security.web');
    assert.equal(storedPolicyName('web', 'default', 'v3.32.0'), 'web');
  });
});

describe('a comparison of documents', () => {
  it('leaves out what the server counts by itself', () => {
    const text = `metadata:
  name: web # Mine.
  generation: 2
  resourceVersion: "12"
  managedFields:
    - manager: kubectl
spec: {}
`;
    assert.equal(withoutCounts(text), 'metadata:\n  name: web # Mine.\nspec: {}\n');
    for (const same of ['metadata: {', 'metadata:\n', '[]', 'metadata:\n  name: [web,   db]\n'])
      assert.equal(withoutCounts(same), same);
  });
});

describe('a change of the object in a document', () => {
  const apply = (text: string, ...changes: readonly ObjectChange[]) => {
    const change = changedText(text, changes);
    return change && text.slice(0, change.start) + change.text + text.slice(change.end);
  };

  it('replaces only the lines that change, and keeps comments', () => {
    const text = TEXT.replace('  order: 100', '  # first of all\n  order: 100 # low');
    const change = changedText(text, [{ kind: 'set', path: ['spec', 'ingress', 0, 'protocol'], value: 'UDP' }]);
    assert.deepEqual(change && [text.slice(change.start, change.end), change.text], [
      '      protocol: TCP\n',
      '      protocol: UDP\n',
    ]);
  });

  it('adds to lists that exist, are empty, or are missing', () => {
    const rule = { action: 'Deny' };
    const insert = (index: number): ObjectChange => ({ kind: 'insert', path: ['spec', 'ingress'], index, value: rule });
    const lines = (text: string | undefined) => text?.split('\n').map((line) => line.trimEnd());
    assert.deepEqual(lines(apply(TEXT, insert(0)))?.slice(11, 14), [
      '  ingress:',
      '    - action: Deny',
      '    - action: Allow',
    ]);
    assert.equal(apply('spec:\n  ingress: []\n', insert(0)), 'spec:\n  ingress:\n    - action: Deny\n');
    assert.equal(apply('spec:\n  order: 1\n', insert(0)), 'spec:\n  order: 1\n  ingress:\n    - action: Deny\n');
  });

  it('removes parts', () => {
    assert.equal(
      apply(TEXT, { kind: 'set', path: ['spec', 'order'], value: undefined }),
      TEXT.replace('  order: 100\n', ''),
    );
  });

  it('is none in a text with errors, or without effect', () => {
    assert.equal(apply('spec: [', { kind: 'set', path: ['spec'], value: 1 }), undefined);
    assert.equal(apply(TEXT, { kind: 'set', path: ['spec', 'order'], value: 100 }), undefined);
  });
});
