import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  type DescribeInstancesCommandInput,
  type DescribeInstanceStatusCommandInput,
  type EC2Client,
  type Instance,
  type InstanceStatus,
} from '@aws-sdk/client-ec2';

/** A page that leads to itself must not be followed for ever. */
const MAX_PAGES = 1_000;

/** The items of all pages. */
export async function allPages<T>(
  page: (token: { NextToken?: string }) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  await eachPage(async (token) => {
    const { items, next } = await page(token);
    all.push(...items);
    return next;
  });
  return all;
}

/** Follows NextToken, also through pages that are empty, up to a bound. */
export async function eachPage(
  page: (token: { NextToken?: string }) => Promise<string | undefined>,
): Promise<void> {
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const next = await page(token === undefined ? {} : { NextToken: token });
    if (next === undefined || next === '') return;
    token = next;
  }
  throw new Error(`more than ${MAX_PAGES} pages`);
}

/** The items in order, at most `size` in each batch. */
export function batched<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}

/** DescribeInstances, through all pages. */
export async function instancePages(
  ec2: Pick<EC2Client, 'send'>,
  input: DescribeInstancesCommandInput,
): Promise<Instance[]> {
  return allPages(async (NextToken) => {
    const answer = await ec2.send(new DescribeInstancesCommand({ ...input, ...NextToken }));
    const items = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    return { items, next: answer.NextToken };
  });
}

/** DescribeInstanceStatus, through all pages. */
export async function statusPages(
  ec2: Pick<EC2Client, 'send'>,
  input: DescribeInstanceStatusCommandInput,
): Promise<InstanceStatus[]> {
  return allPages(async (NextToken) => {
    const answer = await ec2.send(new DescribeInstanceStatusCommand({ ...input, ...NextToken }));
    return { items: answer.InstanceStatuses ?? [], next: answer.NextToken };
  });
}
