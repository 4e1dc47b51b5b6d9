import type { ApiObject } from '../../objects/meta';

export interface Namespace extends ApiObject {
  readonly kind: 'Namespace';
}

export interface ServiceAccount extends ApiObject {
  readonly kind: 'ServiceAccount';
}

/** The fields of a pod that affect policy. */
export interface Pod extends ApiObject {
  readonly kind: 'Pod';
  readonly spec?: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly hostIP?: string;
  };
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  /** Defaults to `default`. */
  readonly serviceAccountName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container {
  readonly ports?: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  /** Defaults to TCP. */
  readonly protocol?: string;
}

export interface Service extends ApiObject {
  readonly kind: 'Service';
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    /** `ClusterIP` (default), `NodePort`, `LoadBalancer` or `ExternalName`. */
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly ports?: readonly ServicePort[];
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  /** A number, or the name of a container's port. Defaults to `port`. */
  readonly targetPort?: number | string;
  readonly nodePort?: number;
}

/** `discovery.k8s.io/v1`: addresses and ports of the service named by a label. */
export interface EndpointSlice extends ApiObject {
  readonly kind: 'EndpointSlice';
  /** `IPv4`, `IPv6` or `FQDN`. */
  readonly addressType?: string;
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly protocol?: string;
    /** If missing, every port, according to the API. */
    readonly port?: number;
  }[];
}

export interface Node extends ApiObject {
  readonly kind: 'Node';
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  };
}
