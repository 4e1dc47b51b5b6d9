import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarathonError } from '../../../src/lab/marathon/api/errors';
import {
  allApps,
  emptyGroup,
  findApp,
  findGroup,
  removeGroup,
  updateGroup,
  type Group,
} from '../../../src/lab/marathon/definitions/group';
import type { GroupUpdate } from '../../../src/lab/marathon/definitions/group-schema';
import { groupSchema } from '../../../src/lab/marathon/definitions/group-schema';
import { applyGroupUpdate, effectiveId, scaleGroup } from '../../../src/lab/marathon/definitions/group-update';
import { parseBody } from '../../../src/lab/marathon/definitions/parse';
import { absoluteId, isPathId, isWithin, parentId } from '../../../src/lab/marathon/definitions/path-id';
import { affectedApps, planDeployment } from '../../../src/lab/marathon/definitions/plan';
import { validateGroup } from '../../../src/lab/marathon/definitions/validation';

const [T0, T1, T2] = ['2016-04-11T10:00:00.000Z', '2016-04-11T10:00:01.000Z', '2016-04-11T10:00:02.000Z'];
const root = emptyGroup('/', T0);

describe('Marathon’s IDs', () => {
  it('are absolute, or relative to their group', () => {
    for (const [id, base, absolute] of [
      ['a', '/x', '/x/a'],
      ['/a', '/x', '/a'],
      ['../a', '/x/y', '/x/a'],
      ['.', '/x', '/x'],
      ['', '/', '/'],
      ['a/b/', '/', '/a/b'],
      ['..', '/', '/'],
    ] as const)
      assert.equal(absoluteId(id, base), absolute);
    assert.equal(effectiveId({ id: 'calico-stars' }, '/calico-stars'), '/calico-stars/calico-stars');
    assert.equal(effectiveId({ id: '/calico-apps' }, '/calico-stars'), '/calico-apps');
    assert.equal(effectiveId({}, '/calico-stars'), '/calico-stars');
  });

  it('have segments of lowercase letters, digits, hyphens and dots', () => {
    for (const id of ['a', '/a/b-c', 'a.b', '../x', '0', '/']) assert.ok(isPathId(id), id);
    for (const id of ['A', 'a_b', '-a', 'a-', 'a..b', 'a b', 'ä']) assert.ok(!isPathId(id), id);
  });

  it('have parents', () => {
    assert.deepEqual(['/', '/a', '/a/b'].map(parentId), ['/', '/', '/a']);
    assert.ok(isWithin('/a/b', '/a') && isWithin('/a', '/') && !isWithin('/ab', '/a'));
  });
});

describe('group updates', () => {
  it('replace the sets that they contain and keep the others', () => {
    const first = put(root, '/x', { apps: [app('a'), app('b')], groups: [{ id: 'g', apps: [app('c')] }] }, T1);
    assert.deepEqual(ids(first), ['/x/a', '/x/b', '/x/g/c']);
    const second = put(first, '/x', { apps: [app('a')] }, T2);
    assert.deepEqual(ids(second), ['/x/a', '/x/g/c']);
    assert.deepEqual(ids(put(second, '/x', { groups: [] }, T2)), ['/x/a']);
    assert.deepEqual(ids(put(second, '/x', {}, T2)), ids(second));
  });

  it('keep the version of an unchanged app, and distinguish scaling from a new configuration', () => {
    const first = put(root, '/x', { apps: [app('same'), app('more'), app('new')] }, T1);
    const second = put(
      first,
      '/x',
      { apps: [app('same'), { ...app('more'), instances: 2 }, { ...app('new'), cmd: 'other' }] },
      T2,
    );
    assert.equal(findApp(second, '/x/same'), findApp(first, '/x/same'));
    assert.deepEqual(findApp(second, '/x/more')?.versionInfo, { lastScalingAt: T2, lastConfigChangeAt: T1 });
    assert.deepEqual(findApp(second, '/x/new')?.versionInfo, { lastScalingAt: T2, lastConfigChangeAt: T2 });
  });

  it('create intermediate groups, and remove whole subtrees', () => {
    const deep = put(root, '/a/b/c', { apps: [app('x')] }, T1);
    assert.ok(findGroup(deep, '/a/b'));
    assert.deepEqual(ids(removeGroup(deep, '/a', T2)), []);
    assert.equal(findGroup(removeGroup(deep, '/a/b', T2), '/a')?.groups.length, 0);
  });

  it('scale all apps, rounding up', () => {
    const scaled = scaleGroup(put(root, '/x', { apps: [{ ...app('a'), instances: 3 }, app('b')] }, T1), 1.5, T2);
    assert.deepEqual(
      allApps(scaled).map(({ instances }) => instances),
      [5, 2],
    );
  });
});

describe('deployment plans', () => {
  it('start new apps at zero instances, then scale them in order of their dependencies', () => {
    const target = put(root, '/x', { apps: [{ ...app('front'), dependencies: ['../x/back'] }, app('back')] }, T1);
    assert.deepEqual(stepsOf(root, target), [
      ['StartApplication /x/front', 'StartApplication /x/back'],
      ['ScaleApplication /x/back'],
      ['ScaleApplication /x/front'],
    ]);
  });

  it('stop removed apps first, scale what is only scaled, restart what changed, and keep the rest running', () => {
    const before = put(root, '/x', { apps: [app('gone'), app('same'), app('more'), app('changed')] }, T1);
    const after = put(
      before,
      '/x',
      { apps: [app('same'), { ...app('more'), instances: 2 }, { ...app('changed'), env: { A: '1' } }] },
      T2,
    );
    assert.deepEqual(stepsOf(before, after), [
      ['StopApplication /x/gone'],
      ['ScaleApplication /x/more', 'RestartApplication /x/changed'],
    ]);
    assert.deepEqual(affectedApps(planDeployment(before, after)).sort(), ['/x/changed', '/x/gone', '/x/more']);
    assert.deepEqual(stepsOf(after, after), []);
  });

  it('wait for all apps of a group that another group depends on', () => {
    const target = put(
      root,
      '/x',
      {
        groups: [
          { id: 'base', apps: [app('a'), app('b')] },
          { id: 'top', apps: [app('c')], dependencies: ['/x/base'] },
        ],
      },
      T1,
    );
    assert.deepEqual(stepsOf(root, target).slice(1), [
      ['ScaleApplication /x/base/a', 'ScaleApplication /x/base/b'],
      ['ScaleApplication /x/top/c'],
    ]);
  });

  it('reject circular dependencies', () => {
    const circle = put(
      root,
      '/x',
      {
        apps: [
          { ...app('a'), dependencies: ['b'] },
          { ...app('b'), dependencies: ['a'] },
        ],
      },
      T1,
    );
    assert.throws(() => planDeployment(root, circle), /cyclic/);
  });

  it('contain every changed app once per step, and no unchanged app', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    const instances = fc.nat({ max: 3 });
    fc.assert(
      fc.property(names, names, instances, instances, (before, after, few, many) => {
        const original = put(root, '/x', { apps: before.map((id) => ({ ...app(id), instances: few })) }, T1);
        const target = put(original, '/x', { apps: after.map((id) => ({ ...app(id), instances: many })) }, T2);
        const touched = new Set(affectedApps(planDeployment(original, target)));
        for (const id of new Set([...before, ...after])) {
          const same = before.includes(id) && after.includes(id) && few === many;
          assert.equal(touched.has(`/x/${id}`), !same);
        }
      }),
    );
  });
});

describe('group validation', () => {
  it('accepts valid updates, and reports the attribute of each error', () => {
    const bridge = {
      type: 'DOCKER',
      docker: { image: 'i', network: 'BRIDGE', parameters: [{ key: 'net', value: 'n' }] },
    };
    validate({
      apps: [
        {
          ...app('a'),
          container: bridge,
          ipAddress: { discovery: { ports: [{ number: 9001, name: 'http', protocol: 'tcp' }] } },
        },
      ],
    });
    const faults: [object, string][] = [
      [{ apps: [app('Bad')] }, 'apps[0].id'],
      [{ apps: [app('a'), app('a')] }, 'apps'],
      [{ apps: [app('/other/a')] }, 'apps[0].id'],
      [{ apps: [{ id: 'a' }] }, 'apps[0]'],
      [{ apps: [{ ...app('a'), args: ['x'] }] }, 'apps[0]'],
      [{ apps: [{ ...app('a'), instances: -1 }] }, 'apps[0].instances'],
      [{ apps: [{ ...app('a'), backoffFactor: 0.5 }] }, 'apps[0].backoffFactor'],
      [
        { apps: [{ ...app('a'), upgradeStrategy: { minimumHealthCapacity: 2 } }] },
        'apps[0].upgradeStrategy.minimumHealthCapacity',
      ],
      [{ apps: [{ ...app('a'), ports: [80, 80] }] }, 'apps[0].ports'],
      [{ apps: [{ ...app('a'), ports: [80], ipAddress: {} }] }, 'apps[0]'],
      [{ apps: [{ ...app('a'), constraints: [['hostname', 'NEAR']] }] }, 'apps[0].constraints[0]'],
      [{ apps: [{ id: 'a', container: { type: 'DOCKER' }, cmd: 'x' }] }, 'apps[0].container'],
      [{ groups: [{ id: '/far' }] }, 'groups[0].id'],
      [{ groups: [{ id: 'g', apps: [app('B')] }] }, 'groups[0].apps[0].id'],
      [{ apps: [app('same')], groups: [{ id: 'same' }] }, 'groups'],
    ];
    for (const [update, attribute] of faults) {
      assert.throws(
        () => validate(update),
        (error) => {
          assert.ok(error instanceof MarathonError);
          assert.equal(error.status, 422);
          assert.ok(
            (error.body['errors'] as { attribute: string }[]).some((fault) => fault.attribute === attribute),
            JSON.stringify(error.body),
          );
          return true;
        },
      );
    }
  });

  it('fails only with a rejection, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (apps, groups) => {
        try {
          validate({ apps, groups });
        } catch (error) {
          assert.ok(error instanceof MarathonError, String(error));
        }
      }),
    );
  });

  function validate(update: object): void {
    validateGroup(parseBody(groupSchema, JSON.stringify(update)), '/x');
  }
});

function app(id: string): { id: string; cmd: string } {
  return { id, cmd: 'sleep 1' };
}

function put(tree: Group, id: string, update: GroupUpdate, version: string): Group {
  return updateGroup(tree, id, version, (group) => applyGroupUpdate(group, update, version));
}

function ids(tree: Group): string[] {
  return allApps(tree)
    .map(({ id }) => id)
    .sort();
}

function stepsOf(original: Group, target: Group): string[][] {
  return planDeployment(original, target).steps.map((step) => step.map(({ type, app: { id } }) => `${type} ${id}`));
}
