import assert from 'node:assert/strict';
import fc from 'fast-check';
import { farEndpoints } from '../../../src/features/rules/editor/language/completion/endpoints';
import { findingsOf, likelyTag } from '../../../src/features/rules/editor/diagnostics/findings';
import { hoverOf } from '../../../src/features/rules/editor/language/hovers';
import { meaningOf } from '../../../src/features/rules/editor/language/completion/meanings';
import { addressOf, documentName, isOf, parseDocumentUri, storedProfile } from '../../../src/app/rules-uri/address';
import { policySubject, subjectOf, type DocumentContext } from '../../../src/features/rules/editor/document-context';
import { suggestionsAt } from '../../../src/features/rules/editor/language/completion/suggestions';
import { nameOf, rulesWithTag, tagUses } from '../../../src/features/rules/editor/language/uses';
import { wordAt } from '../../../src/features/rules/editor/language/tokens';
import { parseDocument } from '../../../src/policy/calico1/document';
import { completeRule } from '../../../src/policy/calico1/grammar';
import { shortIdentity } from '../../../src/cluster/connection/definition';
import { app, endpoint, idOf, network, profile, snapshot, task } from '../cluster/fixtures';

const CLIENT = idOf('c');
const FRONTEND = idOf('f');
const cluster = snapshot({
  networks: [network(CLIENT, 'client', ['192.168.0.0/16']), network(FRONTEND, 'frontend')],
  policy: {
    profiles: [
      profile(CLIENT, [{ action: 'allow', src_tag: CLIENT }]),
      profile(FRONTEND, [{ action: 'allow', src_tag: CLIENT }]),
      profile('plain', [{ action: 'allow', src_tag: FRONTEND }], undefined, ['plain', 'web']),
    ],
    endpoints: [
      endpoint('1', [CLIENT], '192.168.0.1'),
      endpoint('2', [FRONTEND], '192.168.0.2'),
      endpoint('3', ['plain', CLIENT], '10.0.0.3'),
    ],
    pools: [{ cidr: '192.168.0.0/16', version: 4, ipip: false, masquerade: false, ipam: true, disabled: false }],
  },
  marathon: {
    apps: [
      {
        ...app('/stars/client', [task('/stars/client', '192.168.0.1')]),
        ports: [8080],
        command: 'star-probe --urls=http://frontend.marathon.mesos:9000/status',
      },
    ],
  },
});
const subject = (name: string): DocumentContext => subjectOf(name, cluster) ?? assert.fail();

/** Suggestions at the `|` of a document. */
function suggest(marked: string, about: DocumentContext | 'none' = subject(FRONTEND)) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = parseDocument(text);
  const line = document.lines.findLast((candidate) => candidate.offset <= offset)!;
  const { items, replaces, cut } = suggestionsAt(document, line, text, offset, about === 'none' ? undefined : about);
  return { labels: items.map(({ label }) => label), replaced: text.slice(replaces.start, replaces.end), items, cut };
}
const inbound = (rule: string) => `tags: frontend\ninbound:\n  ${rule}\noutbound:\n`;

describe('completion in a rules document', () => {
  it('offers what the grammar permits at the cursor', () => {
    assert.deepEqual(suggest(inbound('|')).labels, ['allow', 'deny', 'next-tier', 'log']);
    assert.deepEqual(suggest(inbound('allow tcp from |')).labels.slice(0, 4), ['ports', 'tag', 'selector', 'cidr']);
    assert.deepEqual(suggest(inbound('allow tc|p from')).replaced, 'tcp');
  });

  it('offers tags by network name, with the profiles that have them', () => {
    const { items, replaced } = suggest(inbound('allow from tag cl|'));
    assert.deepEqual(
      [items.map(({ label, detail }) => `${label}: ${detail ?? ''}`), replaced],
      [['client: 2 endpoints · client'], 'cl'],
    );
    assert.ok(suggest(inbound('allow from tag |'), subject('plain')).labels.includes(CLIENT));
  });

  it('offers ports of tasks, probes and rules', () => {
    assert.deepEqual(suggest(inbound('allow tcp to ports |')).labels, ['8080', '9000']);
    assert.deepEqual(suggest(inbound('allow tcp to ports 80,|')).labels[0], '80,8080');
  });

  it('offers CIDRs of pools and tasks, each once', () => {
    assert.deepEqual(suggest(inbound('allow from cidr |')).labels, ['192.168.0.0/16', '192.168.0.1/32', '0.0.0.0/0']);
  });

  it('offers missing sections and tags, and nothing in comments', () => {
    assert.deepEqual(suggest('tags: a\n|').labels, ['inbound:', 'outbound:']);
    assert.deepEqual(suggest('tags: plain, |\n').labels.sort(), ['client', 'frontend', 'web']);
    assert.deepEqual(suggest(inbound('allow # from |')).labels, []);
  });

  it('offers only keywords if the cluster is unknown', () => {
    assert.deepEqual(suggest(inbound('allow from tag |'), 'none').labels, []);
    assert.deepEqual(suggest(inbound('|'), 'none').labels[0], 'allow');
  });

  it('replaces a range around the cursor, for any text and cursor', () => {
    const word = fc.constantFrom(
      'allow',
      'tcp',
      'from',
      'tag',
      'client',
      'ports',
      '80,',
      'inbound:',
      'tags:',
      '#',
      '\n',
      '"',
      ' ',
      '{',
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
        fc.nat(),
        (text, place) => {
          const offset = place % (text.length + 1);
          const document = parseDocument(text);
          const line = document.lines.findLast((candidate) => candidate.offset <= offset)!;
          const { replaces } = suggestionsAt(document, line, text, offset, subject(FRONTEND));
          assert.ok(
            replaces.start <= offset &&
              offset <= replaces.end &&
              replaces.end <= text.length &&
              !text.slice(replaces.start, replaces.end).includes('\n'),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('diagnostics of a rules document', () => {
  const findings = (text: string, about = subject(FRONTEND)) =>
    findingsOf(parseDocument(text), about).map(({ severity, message, start, end }) => ({
      severity,
      message,
      words: text.slice(start, end),
    }));

  it('warn of tags that no profile has, and suggest a similar one', () => {
    const [found, ...others] = findings(inbound('allow tcp from tag cleint to ports 80 tag client'));
    assert.deepEqual([others, found?.severity, found?.words], [[], 'warning', 'cleint']);
    assert.equal(likelyTag('cleint', subject(FRONTEND)), 'client');
    assert.match(found?.message ?? '', /no Docker network named cleint/);
  });

  it('accept a tag that the document itself adds', () => {
    assert.deepEqual(findings('tags: frontend, new\ninbound:\n  allow from tag new\noutbound:\n'), []);
  });

  it('point out in other profiles that network names are not translated', () => {
    assert.match(
      findings('tags: plain\ninbound:\n  allow from tag client\noutbound:\n', subject('plain'))[0]?.message ?? '',
      /aren’t mapped/,
    );
  });
});

describe('hover in a rules document', () => {
  const hover = (text: string, word: string) => {
    const document = parseDocument(text);
    const offset = text.lastIndexOf(word);
    const line = document.lines.findLast((candidate) => candidate.offset <= offset)!;
    return hoverOf(wordAt(line, offset) ?? assert.fail(), subject(FRONTEND));
  };

  it('shows which endpoints a tag and a CIDR match now', () => {
    assert.deepEqual(hover(inbound('allow from tag client'), 'client'), [
      'The tag client currently matches 2 endpoints.',
      `Profiles with this tag: client. Stored as ${CLIENT}.`,
      '192.168.0.1, /stars/client on calico-mesos-02',
      '10.0.0.3 on calico-mesos-02',
    ]);
    assert.equal(
      hover(inbound('allow from cidr 192.168.0.0/16'), '192')[0],
      'The network 192.168.0.0/16 currently matches 2 endpoints.',
    );
    assert.deepEqual(hover(inbound('allow from tag nobody'), 'nobody'), [
      'The tag nobody currently matches no endpoints.',
      'No profile has this tag, so it matches nothing.',
    ]);
  });

  it('shows which endpoints use a port', () => {
    assert.deepEqual(hover(inbound('allow tcp to ports 22,9000'), '9000'), ['Port 9000: client, probed by client.']);
  });

  it('explains every keyword of the grammar', () => {
    const seen = new Set<string>();
    const texts = [
      '',
      'allow ',
      'allow icmp ',
      'allow icmp type 8 ',
      'allow tcp from ',
      'allow tcp to ',
      'deny icmp !type 8 ',
    ];
    for (const text of texts)
      for (const item of completeRule(text, text.length).expected) if (item.kind === 'keyword') seen.add(item.word);
    assert.ok(seen.size > 25);
    assert.deepEqual(
      [...seen].filter((word) => meaningOf(word) === undefined),
      [],
    );
  });
});

describe('the endpoints that a rule matches', () => {
  const far = (rule: string) => {
    const {
      inbound: [line],
    } = parseDocument(inbound(rule));
    const found = farEndpoints(line?.rule ?? assert.fail(), 'inbound', subject(FRONTEND));
    return found === undefined || found === 'any'
      ? found
      : [...found]
          .map(({ id }) => id)
          .sort()
          .join('');
  };

  it('have its tag, its CIDR, or both, and none of the negated ones', () => {
    assert.equal(far('allow from tag client'), '13');
    assert.equal(far('allow from cidr 192.168.0.0/16'), '12');
    assert.equal(far('allow from tag client cidr 192.168.0.0/16'), '1');
    assert.equal(far('allow from !tag client'), '2');
    assert.equal(far('allow from tag client !cidr 10.0.0.0/8'), '1');
    assert.equal(far('allow to tag client'), 'any');
    assert.equal(far('allow from selector "a == \'b\'"'), undefined);
  });
});

describe('a tag in all documents', () => {
  it('is found by its stored value, however a document spells it', () => {
    assert.deepEqual(
      rulesWithTag(FRONTEND, subject(CLIENT)).map(({ name }) => name),
      [FRONTEND, 'plain'],
    );
    const text = `tags: frontend, web\ninbound:\n  allow from tag frontend\n  allow from tag ${FRONTEND}\noutbound:\n`;
    assert.deepEqual(
      tagUses(FRONTEND, text, subject(FRONTEND)).map(({ section, value }) => [section, value]),
      [
        ['tags', 'frontend'],
        ['inbound', 'frontend'],
        ['inbound', FRONTEND],
      ],
    );
    assert.deepEqual(
      tagUses(FRONTEND, text, subject('plain')).map(({ value }) => value),
      [FRONTEND],
    );
  });

  it('is found in policies of tiers, which spell it as stored', () => {
    const text = JSON.stringify({ selector: 'all()', inbound_rules: [{ src_tag: FRONTEND }], outbound_rules: [] });
    const key = '/calico/v1/policy/tier/first/';
    const policies = [{ key: `${key}policy/web`, name: 'web', text }];
    const tiered = snapshot({
      policy: {
        profiles: [profile(FRONTEND, [])],
        endpoints: [],
        enforcement: {
          ready: 'true',
          config: new Map(),
          hostEndpoints: [],
          hosts: [],
          tiers: [{ key, name: 'first', policies }],
        },
      },
    });
    const context = policySubject({ tier: 'first', name: 'web' }, tiered) ?? assert.fail();
    const found = rulesWithTag(FRONTEND, context);
    assert.deepEqual(
      found.map((rules) => [rules.kind, nameOf(rules, context)]),
      [
        ['profile', FRONTEND],
        ['policy', 'web'],
      ],
    );
    const document = `selector: all()\ninbound:\n  allow from tag ${FRONTEND}\n  allow from tag frontend\noutbound:\n`;
    assert.deepEqual(
      tagUses(FRONTEND, document, context).map(({ section, value }) => [section, value]),
      [['inbound', FRONTEND]],
    );
  });
});

describe('the URI of a document', () => {
  it('round-trips for any names', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.constantFrom('document' as const, 'tags' as const, 'rules' as const),
        (name, clusterName, of) => {
          const definition = { name: clusterName, etcd: ['http://etcd:2379'] };
          assert.deepEqual(parseDocumentUri(addressOf(definition, name, of)), {
            cluster: clusterName,
            id: shortIdentity(definition),
            name,
            of,
          });
        },
      ),
    );
  });

  it('uses the profile’s display name, unless another profile is stored under it', () => {
    assert.equal(documentName(CLIENT, cluster), 'client');
    assert.equal(storedProfile('client', cluster), CLIENT);
    const twice = snapshot({
      networks: [network(CLIENT, 'client')],
      policy: { profiles: [profile(CLIENT, []), profile('client', [])] },
    });
    assert.equal(documentName(CLIENT, twice), CLIENT);
    assert.equal(storedProfile('client', twice), 'client');
  });

  it('belongs to a cluster by addresses, not by name', () => {
    const prod = { name: 'prod', etcd: ['http://a:2379'] };
    const place = parseDocumentUri(addressOf(prod, 'web')) ?? assert.fail();
    assert.ok(isOf(place, { ...prod, name: 'renamed' }));
    assert.ok(!isOf(place, { ...prod, etcd: ['http://b:2379'] }));
    assert.ok(isOf(parseDocumentUri({ path: '/prod/web.calico-rules', query: '' }) ?? assert.fail(), prod));
  });

  it('is undefined for folders', () => {
    assert.equal(parseDocumentUri({ path: '/cluster', query: '' }), undefined);
    assert.equal(parseDocumentUri({ path: '/a/b/c.calico-rules', query: '' }), undefined);
  });
});
