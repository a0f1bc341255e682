import { z } from 'zod';

import type { Window } from '../storage/window.js';
import { one, queryInteger } from './validation.js';

/** The query parameters of paged lists. */
export const pageQuery = {
  before: one(z.string()),
  after: one(z.string()),
  limit: one(queryInteger.refine((limit) => limit >= 0, 'Input should be greater than or equal to 0')),
  order: one(z.enum(['asc', 'desc'], "Input should be 'asc' or 'desc'")),
};

/** What `pageQuery` reads. */
export interface Page {
  before?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  order?: 'asc' | 'desc' | undefined;
}

/** What a list takes when the query does not say. */
export interface PageDefaults {
  limit: number;
  order: 'asc' | 'desc';
}

/**
 * The usual reading: `after` is further along in the order asked for, `before` is behind. A limit of 0 is none.
 *
 * @param page What was asked for.
 * @param defaults What was not.
 */
export function windowAlong(page: Page, defaults: PageDefaults): Window {
  const ascending = (page.order ?? defaults.order) === 'asc';
  return {
    ascending,
    limit: (page.limit ?? defaults.limit) || null,
    newerThan: ascending ? page.after : page.before,
    olderThan: ascending ? page.before : page.after,
  };
}

/**
 * How Letta reads it for messages: `after` is newer and `before` is older, whatever the order.
 *
 * @param page What was asked for.
 * @param defaults What was not.
 */
export function windowInTime(page: Page, defaults: PageDefaults): Window {
  return {
    ascending: (page.order ?? defaults.order) === 'asc',
    limit: page.limit ?? defaults.limit,
    newerThan: page.after,
    olderThan: page.before,
  };
}
