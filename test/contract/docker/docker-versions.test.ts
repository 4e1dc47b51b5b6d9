import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { DockerClient } from '../../../src/cluster/docker/client';
import { dockerSuite } from './docker-suite';
import { startStub, type Stub } from '../stub';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/docker');

const network = z.looseObject({ Id: z.string(), Driver: z.string() });
const fixture = z.object({
  version: z.looseObject({ ApiVersion: z.string() }),
  /** How the list treats the filter `driver`. */
  driverFilter: z.enum(['ignored', 'refused', 'applied']),
  list: z.array(network),
  inspected: z.array(network),
});
type Fixture = z.infer<typeof fixture>;

const CLIENT = 'c'.repeat(64);
const UI = 'd'.repeat(64);

interface Expected {
  readonly api: string;
  /** The name of `client`'s member, which API 1.21 doesn't return. */
  readonly member: string;
  readonly filtered: boolean;
  /** The networks whose members only an inspection shows. */
  readonly inspects: readonly string[];
}

const RELEASES: Readonly<Record<string, Expected>> = {
  '1.9': { api: '1.21', member: '', filtered: false, inspects: [UI] },
  '1.11': { api: '1.23', member: 'client.1', filtered: false, inspects: [UI] },
  '1.13': { api: '1.26', member: 'client.1', filtered: true, inspects: [UI] },
  '20.10': { api: '1.41', member: 'client.1', filtered: true, inspects: [CLIENT, UI] },
};

describe('Docker client with responses of several releases', () => {
  it('has an expectation for each fixture', () => {
    assert.deepEqual(
      readdirSync(FOLDER).sort(),
      Object.keys(RELEASES)
        .map((release) => `${release}.json`)
        .sort(),
    );
  });

  for (const [release, { api, member, filtered, inspects }] of Object.entries(RELEASES)) {
    const recorded = () =>
      startEngine(fixture.parse(JSON.parse(readFileSync(path.join(FOLDER, `${release}.json`), 'utf8'))));
    dockerSuite(`recorded answers of Docker ${release}`, { isWritable: false, scope: 'global' }, async () => {
      const stub = await recorded();
      return { address: stub.url, close: () => stub.close() };
    });

    describe(`Docker ${release}`, () => {
      let stub: Stub;
      let client: DockerClient;
      before(async () => {
        stub = await recorded();
        client = new DockerClient(stub.url);
      });
      after(() => stub.close());

      it('shows only Calico’s networks, with their members and the subnets that restrict them', async () => {
        const networks = await client.networks();
        const containers = [{ id: 'a'.repeat(64), name: member, endpointId: 'e'.repeat(64), ipv4: '192.168.0.1/32' }];
        assert.deepEqual(networks, [
          { id: CLIENT, name: 'client', driver: 'calico', scope: 'global', subnets: [], containers },
          {
            id: UI,
            name: 'management-ui',
            driver: 'calico',
            scope: 'global',
            subnets: ['192.168.0.0/16'],
            containers: [],
          },
        ]);
      });

      it(`uses API ${api} and sends only the necessary requests`, () => {
        const list = `GET /v${api}/networks${filtered ? `?filters=${JSON.stringify({ driver: ['calico'] })}` : ''}`;
        assert.deepEqual(stub.asked.map(decodeURIComponent), [
          'GET /version',
          list,
          ...inspects.map((id) => `GET /v${api}/networks/${id}`),
        ]);
      });
    });
  }
});

/** An engine that supports only its own API version. */
function startEngine({ version, driverFilter, list, inspected }: Fixture): Promise<Stub> {
  const base = `/v${version.ApiVersion}/networks`;
  return startStub({
    '/version': { json: version },
    [base]: ({ url = '' }, response) => {
      const isFiltered = new URL(url, 'http://engine').searchParams.has('filters');
      if (isFiltered && driverFilter === 'refused') response.writeHead(500).end("Invalid filter 'driver'\n");
      else
        response.end(
          JSON.stringify(
            isFiltered && driverFilter === 'applied' ? list.filter(({ Driver }) => Driver === 'calico') : list,
          ),
        );
    },
    ...Object.fromEntries(inspected.map((item) => [`${base}/${item.Id}`, { json: item }])),
  });
}
