import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { lintDrafts } from '../../../src/cluster/analysis/lint';
import { objectHover } from '../../../src/features/rules/editor/objects/hovers';
import { objectSuggestions } from '../../../src/features/rules/editor/objects/suggestions';
import { OpenManifests } from '../../../src/features/rules/manifests/open-manifests';
import { fixIn, manifestRemarks } from '../../../src/features/rules/manifests/remarks';
import { startSuggestions } from '../../../src/features/rules/manifests/skeletons';
import { MANIFEST_KINDS, readManifest, schemaOf, type Schema } from '../../../src/policy/documents';
import { versionOf, writtenKind } from '../../../src/policy/resources';
import { inShop, shopPolicy } from '../cluster/calico3-cluster';

/** The names that are offered where `|` stands. */
function offered(marked: string): readonly string[] | undefined {
  const [text, offset] = [marked.replace('|', ''), marked.indexOf('|')];
  const part = readManifest(text).parts.findLast(({ start, end }) => start <= offset && offset <= end);
  const found = part
    ? objectSuggestions(part.source.text, offset - part.source.start, part.source.schema, undefined)
    : startSuggestions(text, offset, undefined);
  return found?.items.map(({ label }) => label);
}

const SERVICE = 'apiVersion: v1\nkind: Service\n';
const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

/** Each place of a schema in block style: the lines that lead to it, and what is there. */
function* placesIn(
  schema: Schema,
  lines: readonly string[],
  indent: string,
): Generator<{ readonly lines: readonly string[]; readonly indent: string; readonly schema: Schema }> {
  yield { lines, indent, schema };
  if (schema.kind === 'object')
    for (const [name, { schema: inside }] of Object.entries(schema.fields))
      yield* placesIn(inside, [...lines, `${indent}${name}:`], `${indent.replace('-', ' ')}  `);
  if (schema.kind === 'list') yield* placesIn(schema.items, lines, `${indent}- `);
}

describe('help in YAML files', () => {
  it('offers the fields and values of the schema at every depth of every kind, in lists too', () => {
    for (const kind of MANIFEST_KINDS) {
      const whole = schemaOf(kind) ?? assert.fail(kind);
      const head = [`apiVersion: ${versionOf(kind)}`, `kind: ${writtenKind(kind)}`];
      for (const field of ['metadata', 'spec'])
        for (const { lines, indent, schema } of placesIn(
          whole.fields[field]?.schema ?? assert.fail(),
          [`${field}:`],
          '  ',
        )) {
          const list = ['apiVersion: v1', 'kind: List', 'items:', '- apiVersion: v1', '  kind: Service'];
          const inside = [...head, ...lines].map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
          const texts = [
            [...head, ...lines, `${indent}|`],
            [...head, ...lines, `${indent}|`, '---', ...head],
            [...list, ...inside, `  ${indent}|`, '- apiVersion: v1'],
          ];
          const expected =
            schema.kind === 'object'
              ? Object.keys(schema.fields)
              : schema.kind === 'value' && indent.endsWith('- ')
                ? Object.keys(schema.choices ?? {})
                : undefined;
          for (const text of texts) if (expected) assert.deepEqual(offered(text.join('\n')), expected, text.join('\n'));
        }
    }
  });

  it('tells the meaning of every field of every kind', () => {
    for (const kind of MANIFEST_KINDS) {
      const whole = schemaOf(kind) ?? assert.fail(kind);
      const { spec } = whole.fields;
      for (const { lines, indent, schema } of placesIn(spec?.schema ?? assert.fail(), ['spec:'], '  '))
        for (const [name, { meaning }] of schema.kind === 'object' ? Object.entries(schema.fields) : []) {
          const text = [...lines, `${indent}${name}: x`].join('\n');
          assert.deepEqual(
            objectHover(text, text.length - name.length - 2, whole, undefined)?.lines,
            [meaning()],
            text,
          );
        }
    }
  });

  it('begins a further element of a list in the column of its dashes', () => {
    const rules = `${POLICY}spec:\n  ingress:\n    - from:\n        - podSelector: {}\n`;
    assert.deepEqual(offered(`${rules}    |\n`), ['from', 'ports']);
    assert.deepEqual(offered(`${rules}        na|\n`), ['podSelector', 'namespaceSelector', 'ipBlock']);
    assert.deepEqual(offered(`${rules}  |\n`), ['podSelector', 'policyTypes', 'egress']);
    const text = `${rules}    \n`;
    const { items, replaces } = objectSuggestions(
      text,
      text.length - 1,
      schemaOf('KubernetesNetworkPolicy'),
      undefined,
    );
    assert.equal(items[0]?.insert, '- from:\n    - $1');
    assert.deepEqual(replaces, { start: text.length - 1, end: text.length - 1 });
    const types = objectSuggestions(
      `${POLICY}spec:\n  policyTypes:\n    - Ingress\n    `,
      POLICY.length + 43,
      schemaOf('KubernetesNetworkPolicy'),
      undefined,
    );
    assert.deepEqual(
      types.items.map(({ insert }) => insert),
      ['- Ingress', '- Egress'],
    );
  });

  it('offers whole objects in an empty file, between documents, and as items of lists, but not in other objects', () => {
    const kinds = MANIFEST_KINDS.map(writtenKind);
    for (const blank of ['|', 'Net|', '# A file.\n\n|', `${SERVICE}---\n|`, `${SERVICE}---\n|\n---\n${POLICY}`])
      assert.deepEqual(offered(blank), kinds, blank);
    for (const item of ['|', 'Net|']) assert.deepEqual(offered(`kind: List\nitems:\n  - ${item}\n`), kinds, item);
    for (const other of [`${SERVICE}|`, 'a: 1\nb|', 'list:\n  - |', '--|-\n', `${SERVICE}---|\n`, '  |', 'kind: |'])
      assert.deepEqual(offered(other === 'kind: |' ? 'apiVersion: apps/v1\nkind: |' : other), undefined, other);
  });

  it('offers versions and kinds that belong together', () => {
    assert.deepEqual(offered('apiVersion: |\nkind: NetworkPolicy\n'), ['networking.k8s.io/v1', 'projectcalico.org/v3']);
    assert.deepEqual(offered('apiVersion: networking.k8s.io/v1\nkind: N|\n'), ['NetworkPolicy']);
    assert.deepEqual(offered('apiVersion: policy.networking.k8s.io/v1alpha1\nkind: |\n'), [
      'AdminNetworkPolicy',
      'BaselineAdminNetworkPolicy',
    ]);
    assert.deepEqual(offered(`|\n${POLICY}`), ['metadata', 'spec']);
    assert.deepEqual(offered('apiVersion: networking.k8s.io/v1\n|'), ['kind', 'metadata']);
    const item = 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: networking.k8s.io/v1\n    ';
    assert.deepEqual(offered(`${item}kind: |\n`), ['NetworkPolicy']);
    assert.deepEqual(offered(`${item}|\n  - kind: Service\n`), ['kind', 'metadata']);
    assert.equal(offered(`${item}kind: NetworkPolicy\n  - apiVersion: v1\n    kind: |\n`), undefined);
    assert.equal(offered('kind: Deployment\napiVersion: |'), undefined);
  });

  it('writes objects that their servers take, with what the places hold that are to be filled in', () => {
    for (const [text, indent] of [
      ['', ''],
      ['kind: List\nitems:\n  - ', '  '],
    ] as const) {
      const { items } = startSuggestions(text, text.length, undefined) ?? assert.fail();
      for (const [index, { label, insert = '' }] of items.entries()) {
        const filled = insert.replace(/\$\{\d:([^}]*)\}/g, '$1').replaceAll('\n', `\n${indent}`);
        const [part, ...others] = readManifest(text + filled).parts;
        assert.deepEqual([part?.id.kind, others], [MANIFEST_KINDS[index], []], label);
        assert.deepEqual(part?.document.problems, [], filled);
      }
    }
  });
});

describe('lint in YAML files', () => {
  const policy = shopPolicy(inShop('NetworkPolicy', 'networkpolicies', 'own', { selector: "role == 'web'" }));
  const remarksIn = (text: string, levels = {}) => {
    const manifest = readManifest(text);
    const drafted = new OpenManifests().drafted(manifest, policy);
    return manifestRemarks(manifest, finished(lintDrafts(drafted, levels)), levels);
  };
  const shown = (text: string, levels = {}) =>
    remarksIn(text, levels).map(({ start, finding: { code } }) => {
      const line = text.slice(0, start).split('\n').length;
      return `${line} ${code}`;
    });
  const calico = (name: string, spec: string) =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${spec}`;

  it('finds what the file’s objects would do in the cluster, at their lines in documents and lists', () => {
    const nobody = calico('nobody', "  selector: role == 'nobody'\n  types: [Ingress]\n");
    const service = `${SERVICE}---\n`;
    assert.deepEqual(shown(service + nobody), ['6 empty-policy']);
    const item = nobody.trimEnd().replaceAll('\n', '\n    ');
    assert.deepEqual(shown(`apiVersion: v1\nkind: List\nitems:\n  - ${item}\n`), ['6 empty-policy']);
  });

  it('takes the file’s objects in place of the cluster’s and beside them', () => {
    const set = `---
apiVersion: projectcalico.org/v3
kind: NetworkSet
metadata: { name: partners, namespace: shop, labels: { role: partner } }
spec: { nets: [192.0.2.0/24] }
`;
    const rule = calico(
      'own',
      "  selector: role == 'web'\n  types: [Ingress]\n  ingress:\n    - action: Allow\n      source: { selector: role == 'partner' }\n",
    );
    assert.ok(shown(rule).some((text) => text.endsWith('empty-rule')));
    assert.ok(!shown(rule + set).some((text) => text.endsWith('empty-rule')));
  });

  it('tells of an object that is defined twice; the last counts', () => {
    const twice = `${calico('own', "  selector: role == 'nobody'\n")}---\n${calico('own', "  selector: role == 'web'\n")}`;
    const found = shown(twice);
    assert.equal(found[0], '3 duplicate-object');
    assert.ok(!found.some((text) => text.endsWith('empty-policy')));
    assert.ok(!shown(twice, { 'duplicate-object': 'off' }).includes('3 duplicate-object'));
  });

  it('has fixes that change only their lines, in the style of the file', () => {
    const text = `# Mine.
${SERVICE}---
${POLICY}metadata: {name: two, namespace: shop}
spec:
  podSelector: {}   # all
  ingress:
  - ports:
    - port: 80
    - {port: 80}
    from: [{podSelector: {}}]
`;
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${text.slice(text.indexOf(POLICY)).trimEnd().replaceAll('\n', '\n    ')}\n`;
    for (const whole of [text, list]) {
      const remark = remarksIn(whole).find(({ finding }) => finding.code === 'redundant-port') ?? assert.fail();
      const change = fixIn(remark.part, remark.finding.fix ?? assert.fail()) ?? assert.fail();
      const fixed = whole.slice(0, change.start) + change.text + whole.slice(change.end);
      assert.equal(fixed, whole.replace(/ *- \{port: 80\}\n/, ''));
    }
    const [part] = readManifest(`${POLICY}metadata:\n  name: a\nspec: {podSelector: {},\n  ingress: []}\n`).parts;
    assert.equal(part && fixIn(part, { title: '', path: ['spec', 'ingress'], value: undefined }), undefined);
  });
});
