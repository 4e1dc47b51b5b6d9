/** What a kubeconfig says about a cluster, its user and where to find them. Holds secrets: never log it as a whole. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
  /** The namespace that the person works in. */
  readonly namespace?: string;
  /** The file that names the context; empty if the extension runs the cluster itself. */
  readonly file: string;
}

export interface KubeCluster {
  readonly name: string;
  /** An http or https address, as it may be shown. */
  readonly server: string;
  /** The part of the address that is secret, at the start of each path: shown nowhere. */
  readonly secretPath?: string;
  readonly authority?: Pem;
  /** The name in the server's certificate, if it differs from the address. */
  readonly tlsServerName?: string;
  /** The server's certificate is not checked. */
  readonly isUnchecked: boolean;
  /** An http or https address. */
  readonly proxy?: string;
  /** What credential plugins get to know about the cluster besides its address. */
  readonly pluginConfig?: unknown;
}

export interface KubeUser {
  readonly name: string;
  readonly token?: string;
  /** Read again and again, because its content changes. Takes precedence over {@link token}. */
  readonly tokenFile?: string;
  readonly certificate?: Pem;
  readonly key?: Pem;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly plugin?: CredentialPlugin;
  readonly impersonate?: Impersonation;
}

/** PEM text, as written in the kubeconfig or in a file. */
export type Pem = { readonly kind: 'data'; readonly data: Buffer } | { readonly kind: 'file'; readonly path: string };

/** A program that prints credentials (`exec` of a user). */
export interface CredentialPlugin {
  readonly apiVersion: PluginVersion;
  /** A name to look up in PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where to get the program. */
  readonly installHint?: string;
  /** Whether it gets to know the cluster. */
  readonly wantsCluster: boolean;
  /** Whether it needs a terminal. */
  readonly needsTerminal: boolean;
}

export const PLUGIN_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
export type PluginVersion = (typeof PLUGIN_VERSIONS)[number];

/** Another user, as whom requests are made. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}
