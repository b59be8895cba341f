import { findCircles, groupBy, isOurs, leadsUpwards, readImports, roomOf } from './rooms.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const arrows = readImports().filter(isOurs);
const between = groupBy(
  arrows.filter(({ from, to }) => roomOf(from) !== roomOf(to)),
  ({ from, to }) => `${roomOf(from)} -> ${roomOf(to)}`,
);
const files = groupBy(new Set(arrows.flatMap(({ from, to }) => [from, to])), roomOf);
for (const [room, inside] of [...files].sort()) say(`${room.padEnd(24)} ${inside.length} files`);
say();
for (const [arrow, imports] of [...between].sort()) say(`${arrow.padEnd(48)} ${imports.length}`);
const upwards = arrows.filter(leadsUpwards);
const circles = findCircles(arrows);
say(`\n${arrows.length} imports, ${upwards.length} upwards, ${circles.length} circles`);
for (const { from, to } of upwards) say(`upwards: ${from} -> ${to}`);
for (const circle of circles) say(`circle: ${circle.join(', ')}`);
