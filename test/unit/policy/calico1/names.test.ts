import assert from 'node:assert/strict';
import { displayName, storedName, toDisplay, toStored } from '../../../../src/policy/calico1/names';
import { newProfile } from '../../../../src/policy/calico1/profile';
import type { Rule } from '../../../../src/policy/calico1/rule';

const NETWORKS = [
  { id: 'id-client', name: 'client' },
  { id: 'id-frontend', name: 'frontend' },
];

describe('names of Docker networks', () => {
  it('replace IDs in profile names, tags and rules', () => {
    const stored = newProfile('id-client');
    const shown = toDisplay(stored, NETWORKS);
    assert.deepEqual(
      [shown.name, shown.tags, shown.inbound],
      ['client', ['client'], [{ action: 'allow', src_tag: 'client' }]],
    );
    assert.equal(displayName('web', NETWORKS), 'web');
    assert.equal(storedName('frontend', NETWORKS), 'id-frontend');
  });

  it('are not replaced in selectors and negated tags', () => {
    const rule: Rule = {
      action: 'allow',
      src_tag: 'id-client',
      '!dst_tag': 'id-client',
      src_selector: "a == 'id-client'",
    };
    assert.deepEqual(toDisplay(rule, NETWORKS), { ...rule, src_tag: 'client' });
  });

  it('are mapped to IDs, unless no network has the name', () => {
    const shown: Rule = { action: 'allow', src_tag: 'client', dst_tag: 'web' };
    assert.deepEqual(toStored(shown, NETWORKS), { action: 'allow', src_tag: 'id-client', dst_tag: 'web' });
    const other: Rule = { action: 'deny', src_tag: 'web' };
    assert.equal(toStored(other, NETWORKS), other);
  });
});
