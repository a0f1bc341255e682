#!/usr/bin/env node
// Stands outside `dist` so that package managers can link it before the first build.
import '../dist/bin.js';
