import assert from 'node:assert/strict';
import {
  carriersText,
  labelEdits,
  labelFault,
  type RenamedLabel,
} from '../../../src/features/rules/editor/objects/label-rename';
import { readManifest, schemaOf } from '../../../src/policy/documents';
import { object } from '../../contract/etcd/calico3-objects';
import { shopPolicy } from '../cluster/calico3-cluster';

const VALUE: RenamedLabel = { of: 'endpoints', kind: 'value', key: 'role', value: 'web' };
const KEY: RenamedLabel = { of: 'endpoints', kind: 'key', key: 'role' };

function renamed(text: string, label: RenamedLabel, to: string): string {
  const schema = schemaOf('NetworkPolicy');
  const edits = labelEdits(label, to, { text, start: 0, schema });
  return edits.toReversed().reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

describe('renaming a label in a document', () => {
  const POLICY = `spec:
  selector: role == 'web' && pcns.role == 'web' && tier in {"web", 'b'} && role != 'api'
  ingress:
    - action: Allow
      source:
        selector: has(role) && role in {'api','web'}
        namespaceSelector: role == 'web'
`;

  it('changes the same value of the same key, of the same kind of labels', () => {
    assert.equal(
      renamed(POLICY, VALUE, 'site'),
      POLICY.replace("role == 'web' &&", "role == 'site' &&").replace("'api','web'", "'api','site'"),
    );
    assert.equal(
      renamed(POLICY, { ...VALUE, of: 'namespaces' }, 'site'),
      POLICY.replace("pcns.role == 'web'", "pcns.role == 'site'").replace(
        "namespaceSelector: role == 'web'",
        "namespaceSelector: role == 'site'",
      ),
    );
  });

  it('changes a key wherever it is named', () => {
    assert.equal(
      renamed(POLICY, KEY, 'app'),
      POLICY.replace('selector: role', 'selector: app')
        .replace('role !=', 'app !=')
        .replace('has(role) && role', 'has(app) && app'),
    );
  });

  it('quotes what YAML would not read as a text, also in lists of objects', () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: a, namespace: b }
    spec: { podSelector: { matchLabels: { role: web, 'tier': 'web' } } }
`;
    const [part] = readManifest(text).parts;
    assert.ok(part);
    const of = (label: RenamedLabel, to: string) =>
      labelEdits(label, to, part.source).map((edit) => [text.slice(edit.start, edit.end), edit.text]);
    assert.deepEqual(of(VALUE, '1.0'), [['web', '"1.0"']]);
    assert.deepEqual(of(VALUE, 'no'), [['web', '"no"']]);
    assert.deepEqual(of(VALUE, 'site'), [['web', 'site']]);
    assert.deepEqual(of({ ...VALUE, key: 'tier' }, '1'), [['web', '1']]);
    assert.deepEqual(of(KEY, 'app.example/role'), [['role', 'app.example/role']]);
  });

  it('refuses what is no key or value of a label', () => {
    assert.equal(labelFault(VALUE, 'site'), undefined);
    assert.match(labelFault(VALUE, 'a b') ?? '', /The value “a b” of a label must/);
    assert.match(labelFault(KEY, 'a/b/c') ?? '', /The key “a\/b\/c” of a label has/);
  });

  it('says who carries the old and the new label', () => {
    const policy = shopPolicy(['globalnetworksets/o', object('GlobalNetworkSet', 'o', {}, { labels: { role: 'db' } })]);
    assert.equal(
      carriersText(VALUE, 'db', policy),
      'The labels of workloads are not changed: role=web on 2 endpoints, role=db on 1 endpoint.',
    );
    assert.equal(
      carriersText(KEY, 'app', policy),
      'The labels of workloads are not changed: role on 3 endpoints, app on no endpoints.',
    );
    assert.equal(
      carriersText({ ...KEY, of: 'namespaces' }, 'app', policy),
      'The labels of namespaces are not changed: role on 0, app on 0.',
    );
  });
});
