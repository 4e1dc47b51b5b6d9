import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { adaptGroup } from '../../../src/cluster/marathon/adapt';
import { parseGroupFile } from '../../../src/cluster/marathon/writes/group-file';

const text = readFileSync('media/stars/stars.json', 'utf8');
const bundled = JSON.parse(text) as object;

interface Launched {
  readonly apps: readonly { readonly id: string; readonly cmd: string; readonly [key: string]: unknown }[];
}
const adapted = (version: string) => adaptGroup(bundled, version) as Launched;
const ui = (version: string) => adapted(version).apps[0];

describe('the bundled Stars group', () => {
  it('contains four apps, the same as in the sample workspace', () => {
    const file = parseGroupFile(text);
    assert.ok(file.kind === 'group');
    assert.deepEqual(
      file.apps,
      ['management-ui', 'client', 'frontend', 'backend'].map((name) => `/calico-stars/${name}`),
    );
    assert.equal(readFileSync('sample/stars.json', 'utf8'), text);
  });

  it('is launched unchanged with Marathon 0.14', () => {
    assert.deepEqual(adaptGroup(bundled, '0.14.2'), bundled);
  });

  it('has dotted names from Marathon 1.0, in the probes and the collector', () => {
    for (const { cmd } of adapted('1.0.0').apps) {
      assert.ok(!cmd.includes('-calico-stars.marathon.mesos'), cmd);
      assert.match(cmd, /\/\/(client|backend)\.calico-stars\.marathon\.mesos:9000\/status/);
    }
    assert.deepEqual(ui('1.0.0')?.['ipAddress'], ui('0.14.2')?.['ipAddress']);
  });

  it('joins networks by name with Marathon 1.2 to 1.4', () => {
    assert.deepEqual(ui('1.4.13')?.['ipAddress'], { networkName: 'management-ui' });
    assert.deepEqual(ui('1.4.13')?.['container'], {
      type: 'DOCKER',
      docker: {
        image: 'djosborne/star:v0.5.0',
        network: 'USER',
        parameters: [{ key: 'ip', value: '192.168.255.254' }],
        portMappings: [{ containerPort: 9001, name: 'http', protocol: 'tcp' }],
      },
    });
  });

  it('declares networks from Marathon 1.5', () => {
    assert.equal(ui('1.9.109')?.['ipAddress'], undefined);
    assert.deepEqual(ui('1.9.109')?.['networks'], [{ mode: 'container', name: 'management-ui' }]);
    assert.deepEqual(ui('1.9.109')?.['container'], {
      type: 'DOCKER',
      docker: { image: 'djosborne/star:v0.5.0', parameters: [{ key: 'ip', value: '192.168.255.254' }] },
      portMappings: [{ containerPort: 9001, name: 'http', protocol: 'tcp' }],
    });
  });

  it('is adapted only if it has the expected structure', () => {
    const other = { id: '/x', apps: [{ id: 'a', cmd: 'sleep 1' }] };
    assert.equal(adaptGroup(other, '1.9.0'), other);
  });
});
