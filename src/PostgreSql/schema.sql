-- What Orleans' ADO.NET providers keep in PostgreSQL 12 or later, in a schema of our own. They look their statements up in OrleansQuery, by the providers' names; parameters and result columns are the
-- providers' too, the tables are ours. Run at every start, under an advisory lock: it makes what is missing and brings the statements up to date.
-- A grain's state has a primary key: of two first writes at once one is refused. The lives of the replay ledger's shards stand on that (docs/decisions/0005).

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey text PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE IF NOT EXISTS grain_state (
    service_id text NOT NULL,
    grain_type text NOT NULL,
    id_n0 bigint NOT NULL,
    id_n1 bigint NOT NULL,
    id_text text NOT NULL,
    payload bytea,
    version integer NOT NULL,
    modified_on timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service_id, grain_type, id_n0, id_n1, id_text)
);

CREATE TABLE IF NOT EXISTS cluster_version (
    cluster_id text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    modified_on timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS cluster_member (
    cluster_id text NOT NULL REFERENCES cluster_version,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name text NOT NULL,
    host_name text NOT NULL,
    status integer NOT NULL,
    proxy_port integer,
    suspect_times text,
    start_time timestamptz NOT NULL,
    i_am_alive_time timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('ReadFromStorageKey', $query$
    SELECT payload AS "PayloadBinary", version AS "Version"
    FROM grain_state
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = COALESCE(@GrainIdExtensionString, '')
$query$),

-- Answers the version written, or the one that was asked for: then nothing was written. A row does not begin at 1: a holder that slept while its row was lost and made anew must not find its version again.
('WriteToStorageKey', $query$
    WITH changed AS (
        UPDATE grain_state
        SET payload = @PayloadBinary, version = version + 1, modified_on = now()
        WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = COALESCE(@GrainIdExtensionString, '')
            AND version = @GrainStateVersion
        RETURNING version
    ), added AS (
        INSERT INTO grain_state (service_id, grain_type, id_n0, id_n1, id_text, payload, version)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''), @PayloadBinary, 1 + floor(random() * 1000000000)::integer
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    )
    SELECT COALESCE((SELECT version FROM changed), (SELECT version FROM added), @GrainStateVersion) AS "NewGrainStateVersion"
$query$),

('ClearStorageKey', $query$
    UPDATE grain_state
    SET payload = NULL, version = version + 1, modified_on = now()
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = COALESCE(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion
    RETURNING version AS "NewGrainStateVersion"
$query$),

('DeleteStorageKey', $query$
    DELETE FROM grain_state
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = COALESCE(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion
    RETURNING version + 1 AS "NewGrainStateVersion"
$query$),

('InsertMembershipVersionKey', $query$
    WITH added AS (INSERT INTO cluster_version (cluster_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) FROM added
$query$),

-- The row of the version is the lock: who does not find the version that it has read changes nothing.
('InsertMembershipKey', $query$
    WITH present AS (
        SELECT 1 FROM cluster_member WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    ), counted AS (
        UPDATE cluster_version SET version = version + 1, modified_on = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (SELECT 1 FROM present)
        RETURNING 1
    ), added AS (
        INSERT INTO cluster_member (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
        RETURNING 1
    )
    SELECT count(*) FROM added
$query$),

('UpdateMembershipKey', $query$
    WITH present AS (
        SELECT 1 FROM cluster_member WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    ), counted AS (
        UPDATE cluster_version SET version = version + 1, modified_on = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM present)
        RETURNING 1
    ), changed AS (
        UPDATE cluster_member SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
        FROM counted
        WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
        RETURNING 1
    )
    SELECT count(*) FROM changed
$query$),

('UpdateIAmAlivetimeKey', $query$
    UPDATE cluster_member SET i_am_alive_time = @IAmAliveTime
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),

('MembershipReadAllKey', $query$
    SELECT v.cluster_id AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status",
        m.proxy_port AS "ProxyPort", m.suspect_times AS "SuspectTimes", m.start_time AS "StartTime", m.i_am_alive_time AS "IAmAliveTime", v.version AS "Version"
    FROM cluster_version v LEFT JOIN cluster_member m ON m.cluster_id = v.cluster_id
    WHERE v.cluster_id = @DeploymentId
$query$),

('MembershipReadRowKey', $query$
    SELECT v.cluster_id AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status",
        m.proxy_port AS "ProxyPort", m.suspect_times AS "SuspectTimes", m.start_time AS "StartTime", m.i_am_alive_time AS "IAmAliveTime", v.version AS "Version"
    FROM cluster_version v LEFT JOIN cluster_member m ON m.cluster_id = v.cluster_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE v.cluster_id = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
    SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation"
    FROM cluster_member
    WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),

-- 3 is an active silo.
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM cluster_member WHERE cluster_id = @DeploymentId AND status <> 3 AND i_am_alive_time < @IAmAliveTime
$query$),

('DeleteMembershipTableEntriesKey', $query$
    WITH members AS (DELETE FROM cluster_member WHERE cluster_id = @DeploymentId RETURNING 1)
    DELETE FROM cluster_version WHERE cluster_id = @DeploymentId
$query$)

ON CONFLICT (QueryKey) DO UPDATE SET QueryText = EXCLUDED.QueryText WHERE OrleansQuery.QueryText <> EXCLUDED.QueryText;
