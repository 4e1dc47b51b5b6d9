import { rootCertificates } from 'node:tls';
import type { IOptions } from 'etcd3';
import type { TlsFiles } from '../../connection/tls/tls';

/**
 * Configures TLS for etcd3 and prevents the use of proxies, because gRPC reads the environment's proxies without an
 * exception for loopback.
 * @param proxied Whether the environment's proxy may be used for these addresses.
 */
export function grpcTls(
  addresses: readonly string[],
  tls: TlsFiles | undefined,
  proxied: boolean,
): Pick<IOptions, 'credentials' | 'grpcOptions'> {
  const isSecure = addresses.some((address) => address.startsWith('https:'));
  return {
    grpcOptions: {
      'grpc.enable_http_proxy': proxied ? 1 : 0,
      ...(tls?.serverName !== undefined && {
        'grpc.ssl_target_name_override': tls.serverName,
        'grpc.default_authority': tls.serverName,
      }),
    },
    ...(isSecure &&
      tls && {
        credentials: {
          // Without its own authority, uses Node's: a client certificate alone is enough.
          rootCertificate: tls.ca ?? Buffer.from(rootCertificates.join('\n')),
          ...(tls.key && { privateKey: tls.key }),
          ...(tls.cert && { certChain: tls.cert }),
        },
      }),
  };
}
