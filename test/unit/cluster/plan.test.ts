import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formsFor } from '../../../src/cluster/marathon/adapt';
import { dryRunAnswer } from '../../../src/cluster/marathon/writes/dry-run';
import { absoluteId } from '../../../src/cluster/marathon/path-id';
import { isHarmful, planOf, planOfDestroying, planOfScaling, workOut } from '../../../src/cluster/marathon/writes/plan';
import { describePlan } from '../../../src/cluster/marathon/writes/plan-text';
import type { MarathonData } from '../../../src/cluster/model/snapshot';
import { app } from './fixtures';

const readCase = (name: string) => JSON.parse(readFileSync(`test/cases/marathon/${name}`, 'utf8')) as object;

const running: MarathonData = {
  version: '0.14.2',
  apps: ['/mine/a', '/only-me', '/prod/cache/redis', '/prod/db/main', '/prod/web'].map((id) => ({
    ...app(id),
    instances: id === '/prod/web' ? 3 : 1,
  })),
  groups: ['/mine', '/prod', '/prod/cache', '/prod/db'],
  deployments: [],
  pods: [{ id: '/prod/cache/pod', containers: [], networks: [] }],
};

const stopsOf = (definition: object, path = '/') => workOut(definition, path, running)?.stops;

describe('launch plan', () => {
  it('lists everything that a root group stops, if it is estimated (02, 02b)', () => {
    assert.deepEqual(stopsOf(readCase('02-root-group.json')), [
      '/prod/cache/pod',
      '/prod/cache/redis',
      '/prod/db/main',
      '/prod/web',
    ]);
    assert.deepEqual(stopsOf(readCase('02b-root-group-apps.json')), []);
    assert.deepEqual(stopsOf({ id: '/', apps: [], groups: [] }), [
      '/mine/a',
      '/only-me',
      '/prod/cache/pod',
      '/prod/cache/redis',
      '/prod/db/main',
      '/prod/web',
    ]);
  });

  it('lists what a group without an existing subgroup stops, and what it scales down (03)', () => {
    const plan = workOut(readCase('03-nested-groups-left-out.json'), '/prod', running);
    assert.deepEqual(
      [plan?.stops, plan?.scales],
      [['/prod/cache/pod', '/prod/cache/redis'], [{ id: '/prod/web', from: 3, to: 1 }]],
    );
    assert.ok(plan && isHarmful(plan));
  });

  for (const id of ['/prod/', '//prod', 'prod', './prod', '/mine/../prod', 'mine/../prod/.']) {
    it(`resolves the group ID ${id}`, () => {
      assert.deepEqual(stopsOf({ id, apps: [] }), ['/prod/web']);
    });
  }

  it('prefers an absolute ID to the path, and resolves a relative one against it', () => {
    assert.deepEqual(stopsOf({ id: '/prod', groups: [] }, '/mine'), [
      '/prod/cache/pod',
      '/prod/cache/redis',
      '/prod/db/main',
    ]);
    assert.deepEqual(stopsOf({ id: 'prod', apps: [] }, '/mine'), []);
    assert.deepEqual(stopsOf({ id: '../prod', apps: [] }, '/mine'), ['/prod/web']);
    assert.equal(absoluteId('../..', '/a'), '/');
  });

  it('keeps the sets that a definition omits', () => {
    assert.deepEqual(stopsOf({ id: '/prod', groups: [{ id: 'cache', apps: [{ id: 'redis' }] }] }), ['/prod/db/main']);
  });

  it('accepts Marathon’s plan in the formats of all versions, including pods', () => {
    const actions = [
      { type: 'StopApplication', app: '/x' },
      { action: 'StopPod', pod: '/p' },
      { action: 'StartApplication', app: '/n' },
      { action: 'ScaleApplication', app: '/n' },
      { action: 'ScaleApplication', app: '/prod/web' },
      { action: 'RestartPod', pod: '/q' },
      { action: 'ResolveArtifacts', app: '/n' },
    ];
    const read = (steps: unknown) =>
      planOf(
        dryRunAnswer.parse({ steps }),
        { id: '/', apps: [{ id: 'n' }], groups: [{ id: 'prod', apps: [{ id: 'web', instances: 5 }] }] },
        '/',
        running,
      );
    const plan = read([{ actions }]);
    assert.deepEqual(plan, read(actions.map((action) => [action])));
    assert.deepEqual(plan, {
      starts: ['/n'],
      stops: ['/p', '/x'],
      restarts: ['/q'],
      scales: [{ id: '/prod/web', from: 3, to: 5 }],
      others: ['ResolveArtifacts /n'],
      exact: true,
    });
    assert.equal(
      describePlan(plan),
      [
        'Stops and removes: /p, /x',
        'Restarts: /q',
        'Other changes: ResolveArtifacts /n',
        'Scales up: /prod/web from 3 to 5',
        'Starts: /n',
      ].join('\n\n'),
    );
  });

  it('rejects an incomplete plan, and any other response', () => {
    for (const answer of [
      {},
      { steps: [null] },
      { steps: [{ actions: [7] }] },
      { version: 'v', deploymentId: 'd', steps: [] },
    ])
      assert.ok(!dryRunAnswer.safeParse(answer).success, JSON.stringify(answer));
  });

  it('needs no confirmation if it only starts or scales up', () => {
    assert.ok(!isHarmful(planOfScaling('/a', 1, 3)));
    assert.ok(isHarmful(planOfScaling('/a', 3, 1)));
    const fresh = workOut({ id: '/new', apps: [{ id: 'a' }] }, '/', running);
    assert.ok(fresh && !isHarmful(fresh));
  });

  it('lists everything that destroying a group stops', () => {
    assert.deepEqual(planOfDestroying('/prod', running).stops, [
      '/prod/cache/pod',
      '/prod/cache/redis',
      '/prod/db/main',
      '/prod/web',
    ]);
  });

  it('is marked as estimated, and shows names literally', () => {
    const text = describePlan({
      starts: [],
      stops: ['/a\n/b', '/\u202ec'],
      restarts: [],
      scales: [],
      others: [],
      exact: false,
    });
    assert.match(
      text,
      /^Stops and removes: \/a\ufffd\/b, \/\ufffdc\n\nMarathon returned no plan\. This one is estimated/,
    );
  });

  it('tries each form of the bundled group, newest first, if the server’s version is unknown', () => {
    const bundled = JSON.parse(readFileSync('media/stars/stars.json', 'utf8')) as object;
    const forms = formsFor(bundled, undefined).map((form) => JSON.stringify(form));
    assert.equal(new Set(forms).size, 4);
    assert.equal(forms.at(-1), JSON.stringify(formsFor(bundled, '0.14.2')[0]));
  });
});
