/** What is kept of a bucket. Configurations are in the form of the API, as they were put and checked. */
import type {
  AccessControlPolicy,
  CORSConfiguration,
  BucketLifecycleConfiguration,
  NotificationConfiguration,
  ObjectLockConfiguration,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from "../../models/s3.ts";

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly createdMs: number;
  /** undefined: never switched on. */
  readonly versioning?: "Enabled" | "Suspended";
  readonly tags?: readonly Tag[];
  /** JSON as it was put. */
  readonly policy?: string;
  readonly cors?: CORSConfiguration;
  readonly notification?: NotificationConfiguration;
  readonly lifecycle?: BucketLifecycleConfiguration;
  readonly encryption?: ServerSideEncryptionConfiguration;
  /** undefined: "bucket owner enforced", as buckets are made; "none": it was taken away. */
  readonly ownership?: ObjectOwnership | "none";
  /** undefined: everything is blocked, as buckets are made; "none": it was taken away. */
  readonly publicAccess?: PublicAccessBlockConfiguration | "none";
  readonly acl?: AccessControlPolicy;
  readonly objectLock?: ObjectLockConfiguration;
}
