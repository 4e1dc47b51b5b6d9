import assert from 'node:assert/strict';
import { describeHealth } from '../../../src/features/connection/health/health-text';

describe('health text', () => {
  it('shows a service’s status, its response time, and how long its certificates are valid', () => {
    assert.equal(
      describeHealth({ state: 'well', facts: ['2.3.7', 'API v2', 'leader'], latency: 3.21 }),
      '2.3.7 · API v2 · leader · 3.2 ms',
    );
    assert.equal(
      describeHealth({ state: 'well', facts: ['1.13'], latency: 81.6, certificateDays: 82, clientCertificateDays: 1 }),
      '1.13 · 82 ms · certificate for 82 more days · client certificate for 1 more day',
    );
    assert.equal(describeHealth({ state: 'lacking', facts: [], certificateDays: -3 }), 'certificate expired');
  });

  it('explains why there is no response', () => {
    assert.equal(
      describeHealth({
        state: 'failed',
        facts: [],
        problem: { kind: 'unreachable', message: 'etcd at http://a can’t be reached: nothing is listening there.' },
      }),
      'etcd at http://a can’t be reached: nothing is listening there.',
    );
  });
});
