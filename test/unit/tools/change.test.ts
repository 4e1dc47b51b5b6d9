import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataOf, profileNamed } from '../../../src/cluster/model/indexes';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { plannedProfiles } from '../../../src/features/scripts/changes';
import { parseScript } from '../../../src/features/scripts/lines';
import { planScript } from '../../../src/features/scripts/plan';
import { planned } from '../../../src/features/explanation/changes';
import type { RuleEdit } from '../../../src/policy/explain/calico1';
import {
  changeOf,
  effectOfChange,
  planCommands,
  planEdits,
  type ChangeEffect,
} from '../../../src/features/chat-tools/change';
import { commandsOf } from '../../../src/features/chat-tools/commands';
import { changeInput, readInput, type EditInput } from '../../../src/features/chat-tools/input';
import { from, idOf, STARS, stateOf } from './cluster';

const ALLOW_CLIENT = 'allow tcp from tag client to ports 9000';
const edits = (profile: string, ...inputs: readonly EditInput[]): ChangeEffect =>
  effectOfChange(planEdits(profile, inputs, STARS), STARS) ?? assert.fail();
const script = (...lines: readonly string[]): ChangeEffect =>
  effectOfChange(planCommands(lines.join('\n'), stateOf(STARS)), STARS) ?? assert.fail();
const add = (rule: string, position?: number): EditInput => ({
  action: 'add',
  direction: 'inbound',
  rule,
  ...(position !== undefined && { position }),
});
const inbound = (name: string, snapshot: Snapshot = STARS) => {
  const profile = profileNamed(idOf(name), dataOf(snapshot.policy));
  assert.ok(profile?.kind === 'profile');
  return profile.inbound;
};

describe('a change requested by a model', () => {
  it('is reported as what opens and closes, and as calicoctl commands', () => {
    assert.deepEqual(edits('frontend', add(ALLOW_CLIENT)), {
      profiles: ['frontend'],
      commands: [`calicoctl profile frontend rule add inbound ${ALLOW_CLIENT}`],
      opens: ['client → frontend:9000'],
      closes: [],
      opensPairs: 1,
      closesPairs: 0,
    });
    const closing = edits('backend', add('deny tcp from tag frontend', 1));
    assert.deepEqual(
      [closing.commands, closing.closes, closing.closesPairs],
      [
        ['calicoctl profile backend rule add inbound --at=1 deny tcp from tag frontend'],
        ['frontend → backend:9000'],
        1,
      ],
    );
  });

  it('may be several edits, each applied to the result of the previous ones', () => {
    const { commands, opens, closes } = edits(
      'frontend',
      { action: 'remove', direction: 'inbound', position: 2 },
      add(ALLOW_CLIENT, 2),
      { action: 'remove', direction: 'inbound', rule: 'allow tcp from tag management-ui to ports 9000' },
    );
    assert.deepEqual(commands, [
      'calicoctl profile frontend rule remove inbound allow tcp from tag client to ports 9001',
      `calicoctl profile frontend rule add inbound ${ALLOW_CLIENT}`,
      'calicoctl profile frontend rule remove inbound allow tcp from tag management-ui to ports 9000',
    ]);
    assert.deepEqual(
      [opens, closes],
      [['client → frontend:9000'], ['management-ui → frontend:9000', 'client → frontend:9001']],
    );
  });

  it('is rejected with the error and a suggestion', () => {
    const assertRejected = (work: () => unknown, expected: RegExp) =>
      assert.throws(
        work,
        (error: Error & { advice?: string }) =>
          expected.test(`${error.message} ${error.advice ?? ''}`) ||
          assert.fail(`${error.message} ${error.advice ?? ''}`),
      );
    assertRejected(() => edits('fronted', add(ALLOW_CLIENT)), /no profile named “fronted”.*frontend/);
    assertRejected(() => edits('frontend', add('alow tcp')), /“alow tcp” is not a valid rule.*Did you mean “allow”/);
    assertRejected(() => edits('frontend', add('allow tcp from tag nobody')), /no Docker network named nobody/);
    assertRejected(
      () => edits('frontend', add('allow from tag client to ports 80')),
      /“allow from tag client to ports 80” is not a valid rule: Unexpected “ports”/,
    );
    assertRejected(
      () => edits('frontend', add(ALLOW_CLIENT, 9)),
      /Position 9 is out of range: there are 2 inbound rules, so a rule can be added at 1 to 3/,
    );
    assertRejected(
      () => edits('frontend', add('allow tcp from tag client to ports 9001')),
      /Nothing would change.*is already in the inbound rules, at position 2/,
    );
    assertRejected(() => edits('frontend', { action: 'add', direction: 'inbound' }), /requires “rule”/);
    assertRejected(
      () => edits('frontend', { action: 'remove', direction: 'inbound' }),
      /requires “rule” or “position”/,
    );
    assertRejected(
      () => edits('frontend', { action: 'remove', direction: 'inbound', position: 3 }),
      /no inbound rule 3 of frontend.*The rules are: 1 “allow tcp from tag management-ui to ports 9000”, 2 “/,
    );
    assertRejected(
      () => edits('frontend', { action: 'remove', direction: 'inbound', rule: ALLOW_CLIENT }),
      /no “allow tcp from tag client to ports 9000” in the inbound rules/,
    );
    assertRejected(
      () =>
        edits('frontend', {
          action: 'remove',
          direction: 'inbound',
          rule: 'allow tcp from tag client to ports 9001',
          position: 1,
        }),
      / at 1 in the inbound rules/,
    );
  });

  it('may be a script of calicoctl commands', () => {
    const { profiles, commands, opens, notes } = script(
      '# comment',
      'export ETCD_AUTHORITY=x',
      `calicoctl profile frontend rule add inbound ${ALLOW_CLIENT}`,
      'calicoctl profile client tag add backend',
      'docker ps',
    );
    assert.deepEqual(profiles.toSorted(), ['client', 'frontend']);
    assert.equal(commands.length, 2);
    assert.deepEqual(opens.toSorted(), ['client → frontend:9000']);
    assert.deepEqual(notes, [
      '“export ETCD_AUTHORITY=x”: skipped: the connected cluster is used.',
      '“docker ps”: skipped: not a calicoctl command.',
    ]);
    assert.throws(
      () => script('calicoctl profile frontend rule add inbound alow'),
      /The script would fail at “calicoctl profile frontend rule add inbound alow”: Unexpected “alow”/,
    );
    assert.throws(
      () => script('calicoctl profile client tag add backend', 'calicoctl profile client tag add web'),
      /The script would fail at “calicoctl profile client tag add web”: .*network \(web\) that does not exist\. Create the .*\.$/,
    );
    assert.throws(() => script('calicoctl profile show'), /No line of the script would change anything/);
  });

  it('has either edits or a script', () => {
    assert.deepEqual(changeOf({ script: 'x' }), { script: 'x' });
    for (const wrong of [
      {},
      { profile: 'a' },
      { profile: 'a', edits: [] },
      { edits: [add('allow')] },
      { script: 'x', profile: 'a', edits: [add('allow')] },
    ])
      assert.throws(() => changeOf(wrong), /either “profile” with “edits”, or “script”/);
    for (const wrong of [
      null,
      'x',
      { edits: 'allow' },
      { profile: 'a', edits: [{ action: 'drop', direction: 'inbound' }] },
      { profile: 'a', edits: [{ action: 'add', direction: 'inbound', rule: 'allow', position: 0 }] },
    ]) {
      assert.throws(() => readInput(changeInput, wrong), /does not match the tool’s schema/, JSON.stringify(wrong));
    }
  });

  it('has the same effect as calicoctl commands and as edits', () => {
    const texts = fc.constantFrom(from('client'), from('client', 9001), from('frontend'), { action: 'deny' } as const);
    const edit = fc.record({
      kind: fc.constantFrom('insert' as const, 'remove' as const, 'replace' as const, 'move' as const),
      at: fc.nat(3),
      to: fc.nat(3),
      rule: texts,
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (drawn) => {
        const rules = [...inbound('frontend')];
        const made = drawn.flatMap(({ kind, at, to, rule }): RuleEdit[] => {
          const common = { profile: idOf('frontend'), direction: 'inbound' } as const;
          const there = rules[at];
          const isNew = !rules.some((other) => JSON.stringify(other) === JSON.stringify(rule));
          if (kind === 'insert' && isNew && at <= rules.length)
            return [{ kind, ...common, position: rules.splice(at, 0, rule).length + at + 1, rule }];
          if (kind === 'remove' && there)
            return [{ kind, ...common, position: at + 1, rule: rules.splice(at, 1)[0] ?? there }];
          if (kind === 'replace' && there && isNew)
            return [{ kind, ...common, position: at + 1, rule: ((rules[at] = rule), rule) }];
          if (kind === 'move' && there && to < rules.length)
            return [
              {
                kind,
                ...common,
                from: at + 1,
                position: rules.splice(to, 0, ...rules.splice(at, 1)).length + to + 1,
                rule: there,
              },
            ];
          return [];
        });
        const change = planned(made, STARS);
        assert.ok(change);
        const plan = planScript(parseScript(commandsOf(made, STARS).join('\n')), stateOf(STARS));
        assert.deepEqual(
          plan.lines.filter(({ effect }) => effect === 'fails' || effect === 'skipped'),
          [],
        );
        const byCommands = plannedProfiles(plan).profiles[0]?.inbound ?? inbound('frontend');
        assert.deepEqual(byCommands, change.drafts[0]?.inbound ?? inbound('frontend'));
        assert.deepEqual(byCommands, rules);
      }),
    );
  });
});
