import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** One plain HTTP request to the server on that port, with the address's host as Host header. Redirects are not followed. */
export function ask(port: number, address: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  const at = address.indexOf('/', address.indexOf('://') + 3);
  const host = address.slice(address.indexOf('://') + 3, at);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: encodeURI(address.slice(at)).replaceAll(/%25([0-9a-f]{2})/giu, '%$1'), method, headers: { host, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
