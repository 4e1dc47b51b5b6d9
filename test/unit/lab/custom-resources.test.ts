import assert from 'node:assert/strict';
import { readCases } from '../../conformance/cases';
import type { V3ValidationCase } from '../../conformance/v3-validation';
import { decodeKind } from '../../../src/lab/kubernetes/api/decode-kind';
import { customCauses } from '../../../src/lab/kubernetes/custom/validate';
import { KINDS } from '../../../src/lab/kubernetes/kinds';
import { isFields } from '../../../src/lab/kubernetes/objects';

/** Checks a spec as the API server does after a tier and types are filled in; returns fields with reasons. */
function refused(kindName: string, spec: unknown, name = 'a'): string[] {
  const kind = KINDS.find(({ kind, schema }) => kind === kindName && schema) ?? assert.fail();
  const { value } = decodeKind(kind, { metadata: { name }, spec });
  const causes = customCauses(kind.schema ?? assert.fail(), value, []);
  return causes.map(({ field, reason }) => `${field ?? ''} ${reason.replace('FieldValue', '')}`);
}

const ingress = (rule: object): object => ({ ingress: [{ action: 'Allow', ...rule }] });

describe('the schemas of the embedded cluster’s custom resources', () => {
  it('accept and refuse as Calico’s CRDs, in the same fields', () => {
    const cases = readCases<V3ValidationCase & { readonly native: { readonly error?: string } }>('v3-validation.jsonl');
    let compared = 0;
    for (const { field, what, object, native } of cases) {
      const kind = KINDS.find(({ kind, schema }) => kind === object.kind && schema);
      // The recorded checks are those of the schema alone: metadata and sets were not checked.
      if (!kind?.schema || !isFields(object) || field.startsWith('metadata')) continue;
      const { value } = decodeKind(kind, object);
      const causes = customCauses(kind.schema, value, []).filter(
        ({ reason, message }) => reason !== 'FieldValueDuplicate' && !message.includes('were not checked'),
      );
      const found = causes.map(({ field, message }) => `${field ?? ''}: ${message}`).join(', ');
      assert.equal(found === '', native.accepted, `${object.kind} ${what}: ${found}`);
      for (const { field: place = '' } of causes) assert.ok(native.error?.includes(`${place}: `), `${what}: ${found}`);
      compared += 1;
    }
    assert.ok(compared > 200, `${compared} cases`);
  });

  it('say that rules weren’t checked only where there are rules', () => {
    assert.deepEqual(refused('NetworkPolicy', { order: 'a' }), ['spec.order TypeInvalid', '<nil> Invalid']);
    assert.deepEqual(refused('NetworkSet', { nets: 'a' }), ['spec.nets TypeInvalid']);
  });

  it('check rules of what has the right form, if not the right value', () => {
    const spec = { selector: 'global()', ...ingress({ protocol: 'ICMP', icmp: { type: 255 } }) };
    assert.deepEqual(refused('NetworkPolicy', spec), ['spec.ingress[0].icmp.type Invalid', 'spec Invalid']);
  });

  it('name the items that are there twice', () => {
    const nets = ['10.0.0.0/8', '10.1.0.0/16', '10.0.0.0/8', '10.0.0.0/8'];
    assert.deepEqual(refused('GlobalNetworkSet', { nets }), ['spec.nets[2] Duplicate', 'spec.nets[3] Duplicate']);
  });

  it('refuse what is neither a number nor a text three times', () => {
    assert.deepEqual(refused('NetworkPolicy', ingress({ protocol: true })), [
      'spec.ingress[0].protocol TypeInvalid',
      '<nil> Invalid',
      'spec.ingress[0].protocol TypeInvalid',
      '<nil> Invalid',
    ]);
  });

  it('don’t look into an object with too many fields', () => {
    const subject = { namespaces: 1, pods: 2 };
    assert.deepEqual(refused('ClusterNetworkPolicy', { tier: 'Admin', priority: 1, subject }), [
      'spec.subject TooMany',
      '<nil> Invalid',
    ]);
  });

  it('take networks with host bits, but no IPv4 in the form of IPv6', () => {
    const networks = ['10.0.0.5/8', '::/0', '::ffff:10.0.0.0/104', '::ffff:a00:0/64', '10.0.0.0/08', 'fe80::1%a/64'];
    const spec = {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ networks }] }],
    };
    assert.deepEqual(
      refused('ClusterNetworkPolicy', spec),
      [2, 3, 4, 5].map((index) => `spec.egress[0].to[0].networks[${index}] Invalid`),
    );
  });

  it('refuse a service without a name as the original’s expression fails', () => {
    const services = (name: object) => ({ egress: [{ action: 'Allow', destination: { services: name } }] });
    assert.deepEqual(refused('NetworkPolicy', services({})), ['spec.egress[0].destination Invalid']);
    assert.deepEqual(refused('NetworkPolicy', services({ name: '' })), ['spec.egress[0].destination Required']);
  });

  it('keep the built-in tiers as they are', () => {
    assert.deepEqual(refused('Tier', { order: 5, defaultAction: 'Pass' }, 'default'), [
      '<nil> Invalid',
      '<nil> Invalid',
    ]);
    assert.deepEqual(refused('Tier', { order: 5, defaultAction: 'Pass' }, 'mine'), []);
  });

  it('drop nulls and unknown fields, and fill in defaults', () => {
    const kind = KINDS.find(({ plural }) => plural === 'stagednetworkpolicies') ?? assert.fail();
    const rule = { action: 'Allow', metadata: { annotations: { a: null, b: 'c' } }, foo: 1 };
    const given = { metadata: { name: 'a' }, spec: { order: null, tier: null, ingress: [rule] }, top: 1 };
    const { value, unknown } = decodeKind(kind, given);
    assert.deepEqual(value['spec'], {
      ingress: [{ action: 'Allow', metadata: { annotations: { b: 'c' } } }],
      tier: 'default',
      stagedAction: 'Set',
    });
    assert.deepEqual(unknown, ['spec.ingress[0].foo', 'top']);
  });
});
