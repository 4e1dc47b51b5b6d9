import assert from 'node:assert/strict';
import { withResources } from '../../../src/cluster/model/resources';
import { objectNotes } from '../../../src/features/rules/editor/objects/notes';
import { readResourceDocument } from '../../../src/policy/documents';
import { shopPolicy } from '../cluster/calico3-cluster';

const ID = { kind: 'NetworkPolicy', namespace: 'shop', name: 'own' } as const;

/** The lines with notes, and the notes. */
function notes(spec: string): readonly string[] {
  const text = `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: own, namespace: shop }\n${spec}`;
  const { yaml, object } = readResourceDocument(text, ID);
  return objectNotes(ID, yaml, withResources(shopPolicy(), [{ id: ID, object }])).map(
    (note) => `${text.slice(note.start).split('\n')[0]}: ${note.text}`,
  );
}

describe('the notes of a policy', () => {
  it('stand at its selector, wherever that is, and at its rules', () => {
    assert.deepEqual(
      notes(`spec:
  order: 1
  selector: role == 'db'
  ingress:
    - action: Allow
      source: { selector: role == 'web' }
`),
      ["selector: role == 'db': selects 1", 'action: Allow: matches 2'],
    );
  });

  it('stand at the policy itself without a selector', () => {
    assert.deepEqual(notes('spec:\n  order: 1\n'), ['spec:: selects 3']);
  });
});
