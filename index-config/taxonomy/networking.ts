/** Networks, protocols and interfaces between programs. */

import { area, topic } from './topic.ts';

export const NETWORKING = [
  ...area(topic('Networking', { words: 'computer network, network protocol, tcp/ip, network traffic, network latency, packet loss, routing protocol, tcp, udp, network stack, software-defined networking, ipv6, 네트워크', signs: 'bgp, subnet, vpc, congestion control, packets, mtu, vlan', tags: 'network, networks, tcp, udp, ipv6, bgp' }), [
    topic('HTTP', { words: 'http/2, http/3, http request, http requests, http client, http server, quic, http headers, https, curl', signs: 'status code, user-agent, keep-alive', tags: 'http2, http3, https, curl, crul, request, quic' }),
    topic('DNS', { words: 'domain name system, dns resolver, dns record, dnssec, name resolution, dns server', tags: 'dnssec' }),
    topic('TLS', { under: 'security, networking', words: 'ssl certificate, openssl, https certificate, let\'s encrypt, tls certificate, mtls, ssl', tags: 'ssl, certificates, openssl' }),
    topic('CDN', { words: 'content delivery network, edge caching, fastly, akamai, cloudfront', tags: 'edge, fastly, cloudfront' }),
    topic('WebSockets', { words: 'websocket, server-sent events, socket.io, long polling, real-time web', tags: 'websocket, sse, realtime' }),
    topic('WebRTC', { words: 'media server, video conferencing, group call, peer connection, video call, sfu, janus', signs: 'rtp, ice candidate, stun', tags: 'media server, groupcall, video chat' }),
    topic('eBPF', { under: 'linux, networking', words: 'bpf, xdp, cilium' }),
    topic('Email', { words: 'smtp, email delivery, e-mail, dkim, email client', tags: 'mail, smtp' }),
    topic('Web servers', { words: 'web server, nginx, apache httpd, caddy server, apache tomcat, webmachine, puma', tags: 'nginx, apache, puma' }),
    topic('Proxies', { words: 'reverse proxy, proxy server, forward proxy, envoy, api proxy', tags: 'proxy, envoy' }),
  ]),
  ...area(topic('APIs', { under: 'architecture', words: 'web api, api design, public api, api client, api wrapper, api endpoint, application programming interface, hypermedia api, api documentation', ambiguous: 'API', near: 'rest, client, request, endpoint, key, wrapper, access, json, http, web', signs: 'endpoint, openapi, swagger, rate limit, hal+json, hypermedia, api key', tags: 'apis, api client, openapi, interface, api design' }, 'api'), [
    topic('REST', { words: 'rest api, restful, restful api, hateoas, hypermedia', tags: 'restful, hypermedia' }),
    topic('GraphQL', { words: 'apollo client, apollo server, graphql schema, graphql api, relay modern, relay', ambiguous: 'Relay, Apollo', near: 'graphql, react, query, client, fragment', tags: 'apollo, relay, ghql, federation' }),
    topic('gRPC', { words: 'remote procedure call, grpc-web, thrift, connect rpc', tags: 'rpc, thrift' }),
    topic('API gateways', { words: 'api gateway, gateway, kong gateway, 网关', tags: '网关, gateway' }),
    topic('SDKs', { words: 'software development kit, client library, client libraries, sdk, typescript sdk, python sdk', tags: 'sdk, client library' }, 'sdk'),
    topic('Messaging', { words: 'message queue, message broker, rabbitmq, pub/sub, publish-subscribe, amqp, nats, activemq, job queue, pulsar, task queue, sidekiq, google pub/sub', signs: 'dead letter queue, at-least-once, consumer lag', tags: 'queue, rabbitmq, pubsub, pub sub, message queue, broker' }),
    topic('Webhooks', { words: 'webhook, bucket notifications, event notifications', tags: 'webhook, notifications' }),
    topic('RSS and feeds', { words: 'rss feed, atom feed, rss, feed reader, json feed, planet aggregator', tags: 'rss, feed, feeds, atom' }, 'rss'),
    topic('Chat bots', { words: 'chatbot, slack bot, slack app, discord bot, slackbot, chat bot, bot framework', tags: 'chatbots, slack, bot, slack-ruby-bot, chatops' }, 'chatbots'),
  ]),
];
