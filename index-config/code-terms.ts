/** Terms whose symbols are part of the word: `C++` is neither `C` nor `C#`, and `.NET` is not the net. */

/** Lower-case code-like terms; in text, in a query and in the taxonomy they are matched with their symbols or not at all. Longer ones come before those they begin with. */
export const CODE_TERMS: readonly string[] = [
  'c++11', 'c++14', 'c++17', 'c++20', 'c++23', 'c++26', 'c++', 'c#', 'f#', 'j#', 'q#', 'g++', 'clang++', 'libstdc++', 'libc++', 'notepad++',
  'asp.net', 'ado.net', 'vb.net', 'ml.net', '.net',
  'node.js', 'next.js', 'nuxt.js', 'vue.js', 'react.js', 'ember.js', 'backbone.js', 'angular.js', 'express.js', 'three.js', 'd3.js', 'p5.js',
  'chart.js', 'moment.js', 'require.js', 'underscore.js', 'polymer.js', 'solid.js', 'alpine.js', 'nest.js', 'tensorflow.js', 'brain.js',
  'socket.io', 'draw.io', 'crates.io', 'fly.io', 'web3.js',
  'ci/cd', 'tcp/ip', 'http/1.1', 'http/2', 'http/3', 'os/2', 'pl/sql', 'pl/pgsql', 'a/b', 'i/o', 'r&d', 'q&a', 's/mime',
  'web 2.0', 'oauth 2.0', 'package.json', 'tsconfig.json', 'cargo.toml', 'go.mod', 'docker-compose.yml',
  '@types', '@media', '#include', '$ref', '__init__', '__main__',
];
