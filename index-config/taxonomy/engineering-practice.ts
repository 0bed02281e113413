/** Testing, tools, quality, architecture and performance. */

import { area, topic } from './topic.ts';

export const ENGINEERING_PRACTICE = [
  ...area(topic('Testing', { words: 'automated testing, test automation, unit testing, integration testing, test suite, quality assurance, test framework, unit test, unit tests, regression testing, end-to-end test, test coverage, test cases, 테스트, 自动化测试, 单元测试', signs: 'assertion, test runner, fixture, code coverage, testthat', tags: 'test, tests, qa, quality assurance, testautomation, test automation, unit testing, junit' }), [
    topic('Test-driven development', { words: 'tdd, red green refactor, behavior-driven development, bdd' }, 'tdd'),
    topic('End-to-end testing', { words: 'e2e test, selenium, cypress, playwright, browser automation, puppeteer, capybara, webdriver, browser testing', tags: 'e2e, selenium, cypress, playwright, capybara' }),
    topic('Mocking', { words: 'mock objects, test double, http mocking, stubbing, mock server, http fixtures', signs: 'mocks, stubs, webmock', tags: 'mock, webmockr, vcr' }),
    topic('Jest', { under: 'testing, javascript', ambiguous: 'Jest', words: 'jestjs, snapshot testing, jest snapshot, vitest, mocha', near: 'test, tests, javascript, snapshot, mock, matcher, watch, facebook' }),
    topic('Property-based testing', { words: 'quickcheck, generative testing, hypothesis testing library, property based testing, proptest' }),
    topic('Flaky tests', { words: 'flaky test, test flakiness, flakiness' }),
    topic('Benchmarking', { under: 'performance', words: 'benchmark, benchmarks, micro-benchmark, benchmark results, sysbench, tpc-h, tpc-ds, benchmark suite, performance benchmark, clickbench', signs: 'queries per second, ops/sec', tags: 'benchmark, benchmarks, sysbench, tpc ds' }, 'benchmarks'),
    topic('Code quality', { words: 'clean code, code smell, readability, maintainability, refactoring, legacy code, code style, coding style, best practices for code', tags: 'clean code, refactoring, best practices, quality, code style, formatting, gofmt' }),
    topic('Technical debt', { words: 'tech debt, code rot, legacy system, rewrite', tags: 'tech debt, legacy, maintenance, refactor' }),
    topic('Code review', { words: 'peer review, pull request review, reviewing code, software peer review, code reviewer', signs: 'onboarded package, package review', tags: 'software peer review, software-peer-review, peer review, reviewer, revision por pares de software, revisión por pares de software, code reviews, pkgcheck, ropensci review bot' }),
  ]),
  ...area(topic('Developer tools', { words: 'developer tooling, dev tools, development tools, developer tool, tooling, devtools', signs: 'plugin, vscode extension', tags: 'tools, tool, tooling, devtools, herramientas, developer-tools, dev tools, toolkit, gui tools, tooling and ecosystem' }), [
    topic('Developer productivity', { words: 'developer experience, engineering productivity, developer velocity, dora metrics, inner loop, developer efficiency', signs: 'dx', tags: 'productivity, developer experience, dx, devex, developer experience research' }),
    topic('Git', { ambiguous: 'Git, git', words: 'git repository, git rebase, git commit, git history, version control, source control, git merge, libgit2, subversion', near: 'commit, branch, repository, merge, rebase, clone, push, repo', tags: 'gert, credentials, version control, subversion, svn, mercurial' }),
    topic('GitHub', { ambiguous: 'GitHub', words: 'github api, github repository, github issues, github organization, octokit', near: 'api, actions, organization, bot, issues, octokit', tags: 'octokit' }),
    topic('GitLab', { words: 'gitlab runner' }),
    topic('Documentation', { words: 'technical writing, docs site, documentation site, api docs, api reference, diataxis, google season of docs, vignette, docs, readme, documentation system, how to write documentation, documentación, documentação', signs: 'docstring, pkgdown, docusaurus, roxygen', tags: 'docs, technical writing, writing, doc, dev guide, pkgdown' }),
    topic('Automation', { words: 'automated workflow, automate, bot automation, automating, automated process', tags: 'bots, automate, automation tools' }),
    topic('Migrations', { words: 'migrating from, migrated from, migration to, moving from, migration guide, we moved to, migrating to, porting', signs: 'cutover, dual write', tags: 'migration, migrate, porting' }),
    topic('Low-code', { words: 'no-code, low code, visual programming' }),
  ]),
  ...area(topic('Architecture', { words: 'software architecture, system design, system architecture, architectural, design document, software design, architecture decision, 软件架构, 아키텍처, 架构设计', signs: 'trade-offs, bounded context, decoupled', tags: 'software architecture, system design, software design, engineering design' }), [
    topic('Microservices', { words: 'microservice, micro-services, service-oriented architecture, soa, microservice architecture, 微服务, 마이크로서비스', tags: '微服务, soa, micro services' }),
    topic('Monoliths', { under: 'architecture', words: 'modular monolith, monolithic application, monolith' }, 'monolith'),
    topic('Distributed systems', { words: 'distributed system, distributed computing, consensus algorithm, raft consensus, paxos, leader election, eventual consistency, cap theorem, vector clock, crdt, quorum, gossip protocol, distributed cluster, 分布式系统, 분산 시스템', signs: 'zookeeper, etcd, split brain, network partition, idempotent, raft, leader', tags: 'distributed, consensus, raft, distributed computing, cluster, clustering, crdt' }),
    topic('Event-driven architecture', { words: 'event sourcing, event-driven, event driven, cqrs, event-based', tags: 'event sourcing, cqrs' }),
    topic('Design patterns', { words: 'design pattern, strategy pattern, dependency injection, solid principles, singleton, factory pattern, observer pattern, 设计模式', tags: '设计模式, strategy pattern, solid principle, patterns, dependency injection' }),
    topic('Domain-driven design', { words: 'ddd, hexagonal architecture, clean architecture, bounded context, ubiquitous language' }, 'domain-driven-design'),
    topic('Scalability', { words: 'scaling, scale out, horizontal scaling, scalable, at scale, hyperscale', signs: 'millions of users, requests per second, high traffic', tags: 'scaling, scale, high traffic, high-scalability' }),
    topic('Multi-tenancy', { words: 'multi-tenant, tenant isolation, multitenancy', tags: 'multitenancy' }),
    topic('Offline first', { words: 'local-first, offline-first, sync engine', tags: 'offline, local first' }),
  ]),
  ...area(topic('Performance', { words: 'performance improvement, performance optimization, performance tuning, latency, throughput, speed up, speedup, low latency, faster, performance optimisation, performance regression, performance gains, 성능, 性能优化', signs: 'p99, bottleneck, hot path, cpu usage, tail latency, optimized', tags: 'optimization, optimize, tuning, speed, perf, latency, throughput, iops, scalability and performance, benchmark performance, memory and performance' }), [
    topic('Mathematical optimisation', { under: 'mathematics', words: 'linear programming, convex optimization, mathematical optimization, integer programming, constraint solver', tags: 'operations research, constraint solver' }, 'mathematical-optimization'),
    topic('Compression', { words: 'data compression, zstd, gzip, brotli, lz4, snappy, compression ratio', tags: 'zip, gzip' }),
    topic('Energy efficiency', { words: 'green software, carbon footprint, energy consumption, sustainable computing, carbon emissions', tags: 'sustainability, green, energy' }),
  ]),
];
