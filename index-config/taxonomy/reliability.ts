/** Keeping systems up, and seeing what they do. */

import { area, topic } from './topic.ts';

export const RELIABILITY = [
  ...area(topic('Reliability', { words: 'site reliability engineering, high availability, fault tolerance, fault tolerant, service level objective, system reliability, resilience, resiliency, reliability engineering', ambiguous: 'SRE, availability', near: 'service, incident, uptime, cluster, failover, team, high, broker', signs: 'slo, sla, error budget, uptime, failover, redundancy, single point of failure', tags: 'sre, resilience, availability, high availability, ha, site reliability, uptime' }), [
    topic('Incident response', { words: 'incident management, incident report, postmortem, post-mortem, post-incident, root cause analysis, incident review, service disruption, outage, service outage', signs: 'on-call, mitigation, root cause, incident, downtime, degraded', tags: 'postmortem, post mortem, incident, incidents, outage, outages, downtime' }),
    topic('On-call', { under: 'incident-response', words: 'on call rotation, pager, pagerduty, alert fatigue, oncall' }),
    topic('Chaos engineering', { words: 'chaos experiment, chaos day, chaos testing, fault injection, chaos monkey, game day, chaos mesh, litmuschaos, chaos toolkit, gremlin', signs: 'chaos, hypothesis, network partition', tags: 'chaos_experiment, chaos experiment, litmus, chaos, gameday' }),
    topic('Load balancing', { words: 'load balancer, haproxy, round robin, traffic routing', signs: 'upstream servers, health check', tags: 'load balancer, haproxy' }),
    topic('Rate limiting', { words: 'rate limiter, throttling, circuit breaker, backpressure, load shedding, flow control, 限流, 熔断', tags: 'rate limit, throttling, backpressure, 限流与熔断' }),
    topic('Capacity planning', { under: 'scalability', words: 'load testing, load test, stress test, capacity model, headroom', tags: 'load testing, capacity' }),
  ]),
  ...area(topic('Observability', { under: 'reliability', words: 'o11y, telemetry, honeycomb, datadog, new relic', signs: 'spans, metrics, traces', tags: 'telemetry, apm, insights' }), [
    topic('Monitoring', { words: 'alerting, monitoring system, metrics collection, percona monitoring and management, nagios, zabbix, dashboards and alerts, health monitoring, 모니터링', signs: 'alerts, exporter, grafana, pmm, time series metrics', tags: 'alerts, alerting, metrics, pmm, percona monitoring and management, pmm_prev, pmm prev, zabbix, nagios, dashboards, exporter' }),
    topic('Prometheus', { under: 'monitoring', ambiguous: 'Prometheus', words: 'promql, alertmanager, prometheus exporter, node exporter, thanos', near: 'metric, metrics, grafana, monitoring, alert, scrape, exporter' }),
    topic('Grafana', { under: 'monitoring', words: 'grafana dashboard, loki, promtail' }),
    topic('Logging', { words: 'log aggregation, centralized logging, structured logging, log management, log analysis, logs, log files, fluentd', tags: 'logs, log, centralized logging, fluentd' }),
    topic('Tracing', { words: 'distributed tracing, jaeger, zipkin, execution tracer, flight recorder, ebpf tracing, execution traces', tags: 'trace, jaeger' }),
    topic('Profiling', { under: 'performance', words: 'profiler, flame graph, flamegraph, pprof, cpu profile, continuous profiling, perf record, profile-guided optimization, pgo', tags: 'profiler, pprof, pgo' }),
  ]),
];
