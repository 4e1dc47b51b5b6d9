import { dockerSuite } from './docker-suite';
import { dockerObstacle, startDocker } from './dockerd';

const obstacle = dockerObstacle();
if (obstacle !== undefined) console.log(`  Skipping tests with a real Docker engine: ${obstacle}`);
else
  dockerSuite('a real engine', { isWritable: true, scope: 'local' }, async () => {
    const docker = await startDocker();
    return {
      address: docker.address,
      rejectPools: (rejected) =>
        docker.refuse(
          '/IpamDriver.RequestPool',
          rejected ? 'The requested subnet must match the CIDR of a configured Calico IP Pool.' : undefined,
        ),
      close: () => docker.close(),
    };
  });
