import { describe, expect, test } from 'vitest';

import { createTagger } from '../../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';

const tag = createTagger(TAXONOMY);

function tagsOf(title: string, text = ''): string[] {
  return tag({ url: 'https://example.com/posts/1', title, text }).tags.map(({ tag: slug }) => slug);
}

describe('words that also mean a topic', () => {
  test.each([
    ['go ahead is not Go', 'go', 'Go ahead and ship it', 'You can go ahead with the release when the code compiles.'],
    ['go to is not Go', 'go', 'Where to go to from here', 'Go to the settings of the package and press the button.'],
    ['to react is not React', 'react', 'How we react to an incident', 'React to alerts within minutes. Teams react when the app is down.'],
    ['React to, at the start of a sentence, is not React', 'react', 'React to outages faster', 'React to the page, then render judgement on the app.'],
    ['to spark joy is not Spark', 'spark', 'Does this meeting spark joy?', 'Spark joy in your calendar by deleting meetings.'],
    ['Kafka the author is not Kafka', 'kafka', 'Reading Franz Kafka on holiday', 'Kafka wrote The Trial in 1914. Kafka never finished it.'],
    ['rust on iron is not Rust', 'rust', 'Keeping bicycles free of rust', 'Rust eats chains. Rust removal takes an afternoon.'],
    ['swift is an adjective', 'swift', 'A swift reply to customers', 'Swift answers make people happy, said Taylor Swift.'],
    ['a helm is on a ship', 'helm', 'A new director at the helm', 'She took the helm in March. Helm and crew were ready.'],
    ['spring is a season', 'spring', 'Our spring meeting', 'Spring came early. In Spring we meet outside.'],
    ['an oracle tells the future', 'oracle', 'The oracle of Delphi', 'The Oracle spoke in riddles.'],
    ['an elm is a tree', 'elm', 'Planting trees', 'The Elm in front of the house is old.'],
    ['a vitamin is no language', 'c', 'Staying healthy', 'Vitamin C helps. Plan C is to sleep.'],
    ['Node is not every node', 'node.js', 'Adding a node to the cluster', 'Node failures were handled. Node 3 left the cluster.'],
    ['C++ is not C', 'c', 'Modern C++ in practice', 'C++ code with templates. The C++ compiler optimises.'],
    ['C# is not C', 'c', 'Moving to C# 12', 'C# programming with records. C# compiler news.'],
    ['.NET is not networking', 'networking', 'What is new in .NET 9', '.NET brings a faster runtime. The .NET SDK is out.'],
    ['an address in the text is not a mention', 'github', 'Our favourite tea', 'See https://github.com/example/tea for the tea.'],
  ])('%s', (_why, slug, title, text) => {
    expect(tagsOf(title, text)).not.toContain(slug);
  });

  test.each([
    ['Go with code near', 'go', 'Why we write services in Go', 'Go compiles fast and its standard library is good. Goroutines make concurrent code simple.'],
    ['golang anywhere', 'go', 'From Python to golang', 'We moved our services to golang.'],
    ['React with components near', 'react', 'Faster lists in React', 'A React component renders each row; React hooks keep the state.'],
    ['Spark with jobs near', 'spark', 'Tuning Spark jobs', 'Spark executors ran out of memory. Each Spark job reads a dataframe from the cluster.'],
    ['Kafka with topics near', 'kafka', 'How we run Kafka', 'Kafka brokers hold the topics; each consumer of the Kafka cluster reads events.'],
    ['Rust with crates near', 'rust', 'Writing a parser in Rust', 'The Rust compiler and cargo help. Rust crates for parsing are many.'],
    ['Swift with iOS near', 'swift', 'Swift at scale', 'Our iOS app has a million lines of Swift code, and Xcode compiles it.'],
    ['C++ with its symbols', 'c++', 'Modern C++ in practice', 'C++ code with templates. The C++ compiler optimises.'],
    ['C# with its symbol', 'csharp', 'Moving to C# 12', 'C# programming with records.'],
    ['.NET with its dot', 'dotnet', 'What is new in .NET 9', '.NET brings a faster runtime. The .NET SDK is out.'],
    ['Node.js with its ending', 'node.js', 'Profiling Node.js', 'Node.js services used too much memory.'],
    ['k8s is Kubernetes', 'kubernetes', 'k8s at home', 'A k8s cluster of three machines.'],
    ['Chinese has no spaces', 'microservices', '微服务架构实践', '我们把系统拆成微服务。微服务之间通过网关通信。'],
  ])('%s', (_why, slug, title, text) => {
    expect(tagsOf(title, text)).toContain(slug);
  });
});
