import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { csvOf } from '../../../src/features/matrix/csv';
import { answered, app, demoSnapshot, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';

const AT = Date.parse('2016-04-11T13:00:00Z');
const COLLECTOR = { address: 'http://172.24.197.101', virtualHost: 'my.marathon.app' };
const lines = (snapshot: Snapshot, protocol: 'tcp' | 'icmp' = 'tcp', port = 9000) => [
  ...csvOf(snapshot, { protocol, port }, COLLECTOR, AT + 3_400),
];
/** The demo with another name for the client's app. */
const withApp = (name: string) =>
  demoSnapshot({
    marathon: {
      apps: [
        {
          ...app('client'),
          id: `/${name}`,
          tasks: app('client').tasks.map((task) => ({ ...task, appId: `/${name}` })),
        },
      ],
    },
  });

describe('matrix as CSV', () => {
  it('has a line for each ordered pair, with the expectation, the measurement and its time', () => {
    const csv = lines(
      demoSnapshot({
        inbound: { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE] },
        observation: answered(['C→F'], [], AT),
      }),
    );
    assert.equal(csv.length, 1 + 5 * 4);
    assert.equal(csv[0], 'from,to,protocol,port,expected,measured,age\r\n');
    assert.ok(csv.includes('client,frontend,tcp,9000,denied,reachable,3\r\n'));
    assert.ok(csv.includes('client,backend,tcp,9000,denied,unreachable,3\r\n'));
    assert.ok(csv.includes('management-ui,client,tcp,9000,allowed,reachable,3\r\n'));
    assert.ok(csv.includes('Anyone outside,client,tcp,9000,denied,,\r\n'));
  });

  it('omits the port for a protocol without ports', () => {
    assert.ok(lines(demoSnapshot(), 'icmp', 0).includes('client,Anyone outside,icmp,,allowed,,\r\n'));
  });

  it('quotes values that would break a line', () => {
    assert.ok(lines(withApp('a,b "c"')).some((line) => line.startsWith('"a,b ""c""",')));
    assert.ok(lines(withApp('a\nb')).some((line) => line.startsWith('a\\nb,')));
  });

  it('neutralizes text that a spreadsheet would run', () => {
    for (const name of ['=1+1', '+1', '-1', '@sum', ' =1', '＝1']) {
      const line = lines(withApp(name)).find((text) => text.includes(name));
      assert.match(line ?? '', /(^|,)"?'\s*[=+\-@＝]/, name);
    }
  });
});
