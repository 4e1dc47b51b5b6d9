import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import type { ZodMiniType } from 'zod/mini';
import { ClusterError } from '../connection/errors';
import { HttpClient, type Credentials, type HttpOptions, type HttpRequest } from '../connection/http/client';
import { refused } from './refusal';

/** Connection options besides address and credentials. */
export type MarathonOptions = Omit<HttpOptions, 'address' | 'service' | 'credentials'>;

/** Maximum number of characters of an unexpected answer in the log. */
const MAX_DETAIL = 500;

/** Sends requests to Marathon. Validates answers by status and schema. All methods throw {@link ClusterError}. */
export class MarathonApi {
  readonly http: HttpClient;

  constructor(
    readonly address: string,
    credentials?: Credentials,
    options: MarathonOptions = {},
  ) {
    this.http = new HttpClient({ ...options, address, service: 'Marathon', ...(credentials && { credentials }) });
  }

  async get<T>(
    url: string,
    schema: ZodMiniType<T>,
    signal: AbortSignal | undefined,
    request: HttpRequest = {},
  ): Promise<T> {
    const what = l10n.t('answer {0}', url);
    const answer = await this.#send({ ...request, url }, signal);
    if (answer.status !== 200) throw refused(what, answer);
    return this.read(what, answer, schema);
  }

  /** Makes a change, once. `what` is a verb phrase for messages, for example `scale /web`. */
  async change(what: string, request: HttpRequest, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    const answer = await this.#send({ change: what, ...request }, signal);
    if (answer.status < 200 || answer.status >= 300) throw refused(what, answer, true);
    return answer;
  }

  /** @param change Whether this answers a change, which may have been made. */
  read<T>(what: string, { data }: AxiosResponse<string>, schema: ZodMiniType<T>, change = false): T {
    const foreign = (detail: string) =>
      new ClusterError(
        'unexpected-answer',
        l10n.t('The server at {0} is not Marathon: it could not {1}.', this.address, what),
        l10n.t('Check the Marathon address in the cluster settings.'),
        detail,
        { uncertain: change },
      );
    let parsed: ReturnType<typeof schema.safeParse>;
    try {
      // Endlessly nested groups overflow the schema, and don't come from Marathon.
      parsed = schema.safeParse(JSON.parse(data));
    } catch {
      throw foreign(data.slice(0, MAX_DETAIL));
    }
    if (!parsed.success) throw foreign(`${parsed.error.message.slice(0, MAX_DETAIL)}\n${data.slice(0, MAX_DETAIL)}`);
    return parsed.data;
  }

  #send(request: HttpRequest, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    return this.http.request({
      ...request,
      signal,
      headers: {
        Accept: 'application/json',
        ...(request.data !== undefined && { 'Content-Type': 'application/json' }),
      },
      // Repeated, as Marathon expects: embed=a&embed=b.
      paramsSerializer: { indexes: null },
    });
  }
}
