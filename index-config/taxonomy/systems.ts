/** Operating systems, hardware, graphics, media and games. */

import { area, topic } from './topic.ts';

export const SYSTEMS = [
  ...area(topic('Operating systems', { words: 'operating system, os kernel, device driver, system call, syscall, freebsd, unix, process scheduler', signs: 'page cache, context switch', tags: 'os, unix, bsd, 64bit' }), [
    topic('Linux', { words: 'linux kernel, ubuntu, debian, red hat, centos, fedora, systemd, rhel, arch linux, linux distribution', signs: 'cgroups, sysctl, apt-get, glibc', tags: 'ubuntu, debian, centos, redhat, fedora, bullseye, kernel, rpm' }),
    topic('Windows', { ambiguous: 'Windows', words: 'windows server, win32, windows api, microsoft windows, windows installer, wsl, windows 10', near: 'microsoft, driver, registry, powershell, desktop, vista, dll, visual studio', signs: 'hkey, msi, dll', except: 'time windows, sliding windows, windows of', tags: 'win32, microsoft, msi, wix, remoteinstall, wsl, windows installer' }),
    topic('Active Directory', { under: 'windows, authentication', words: 'ldap, domain controller', tags: 'waffle, ldap' }),
    topic('macOS', { words: 'mac os x, os x, apple silicon', tags: 'mac, osx, apple' }),
    topic('Nix', { words: 'nixos, nixpkgs, guix', ambiguous: 'Nix', near: 'package, flake, build, derivation' }),
    topic('Hardware', { words: 'cpu architecture, arm64, risc-v, x86-64, fpga, chip design, processor design, intel cpu, amd gpu, amd epyc, hardware support, solid state drive, ssds', signs: 'nvme, pcie, branch predictor, instruction set, cpu cache', tags: 'hardware support, arm, risc v, fpga, cpu, amd' }),
    topic('Command line', { words: 'command-line tool, command line interface, command-line interface, terminal emulator, cli tool, cli', tags: 'cli, terminal, tmux, command-line' }),
    topic('Editors and IDEs', { under: 'developer-tools', words: 'vscode, visual studio code, intellij, vim, neovim, emacs, code editor, language server, language server protocol, lsp, ide support, rust-analyzer, jetbrains, visual studio', tags: 'vim, emacs, ide, ides, vscode, visual studio, intellij, gopls, lsp' }, 'editors'),
    topic('Robotics', { words: 'robot, robots, ros 2, drone, autonomous vehicle, self-driving, autonomous driving', except: 'robots.txt', tags: 'ros, self driving' }),
    topic('Internet of Things', { words: 'iot, smart home, iot device, mqtt, sensor network', tags: 'iot, mqtt' }, 'iot'),
    topic('Quantum computing', { words: 'qubit, quantum computer, quantum circuit' }),
  ]),
  ...area(topic('Graphics', { words: 'computer graphics, webgl, opengl, vulkan, shader, webgpu, 3d rendering, ray tracing, three.js, glsl, skia, rendering pipeline, 3d modelling, 图形学', signs: 'gpu rendering, fragment shader, rasterization, canvas', tags: 'webgl, opengl, 3d, glsl, skia, webgpu, canvas, animation, animations, rendering' }), [
    topic('Virtual reality', { words: 'vr, augmented reality, webxr, mixed reality, ar/vr', tags: 'ar, vr, webvr, webxr' }, 'vr'),
    topic('Games', { words: 'game development, game engine, video game, unity engine, unreal engine, gamedev, game server, minecraft, multiplayer game, 沙盒游戏', ambiguous: 'Unity, Godot', near: 'game, engine, 3d, scene', tags: 'game, gamedev, minecraft, 沙盒游戏, game development, gaming, unity' }),
    topic('Video', { words: 'video streaming, video encoding, transcoding, ffmpeg, av1, h.264, hls, video codec, video player, live streaming', tags: 'video streaming, av, ffmpeg, codec, livestream' }),
    topic('Audio', { words: 'audio processing, audio codec, music streaming, audio playback, speech synthesis, sound synthesis, web audio', tags: 'music, sound' }),
    topic('Images', { ambiguous: 'images, image', near: 'jpeg, png, pixel, resize, photo, thumbnail, crop, photograph, picture, svg', words: 'image processing, image format, image compression, jpeg, imagemagick, image resizing, webp, image optimization', tags: 'image, imagemagick, magick, jpeg, image processing' }),
  ]),
];
