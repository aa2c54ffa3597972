<#
.SYNOPSIS
Writes what a Veeam Backup & Replication server knows of its infrastructure to one JSON file, for
`fairway site import vbr-json FILE`.

.DESCRIPTION
Run it in a console of Veeam PowerShell on the backup server, or on a computer with the console after
Connect-VBRServer. Windows PowerShell 5.1 and PowerShell 7. It only reads. The file has names, addresses, versions and
the IDs that join them; it has no user, no password, no key and no job. docs/inventory.md describes its format
(fairway-vbr-inventory/1).

What PowerShell does not show is not in it: the ports of servers but for WAN accelerators, mount servers that no
repository names, the computers of CSV groups that were not discovered yet. `fairway site import vbr` reads these, too.

.PARAMETER Path
The file to write. An existing one is replaced only with -Force.

.EXAMPLE
.\export-vbr-inventory.ps1 -Path C:\Temp\inventory.json
#>
[CmdletBinding()]
param(
    [string] $Path = 'fairway-vbr-inventory.json',
    [switch] $Force
)

Set-StrictMode -Off # properties differ between versions: one that is missing is empty
$ErrorActionPreference = 'Stop'

if ((Test-Path -LiteralPath $Path) -and -not $Force) {
    throw "$Path exists; replace it with -Force"
}
if (-not (Get-Command -Name Get-VBRServer -ErrorAction SilentlyContinue)) {
    Import-Module -Name Veeam.Backup.PowerShell -DisableNameChecking
}

# One list. Where a version lacks the command, or the user the right, the file does without the list and says why.
$notes = New-Object System.Collections.ArrayList
function Read-List([string] $Name, [scriptblock] $From) {
    try {
        return , @(& $From)
    } catch {
        $why = "$Name`: $($_.Exception.Message)"
        [void] $notes.Add($why.Substring(0, [Math]::Min($why.Length, 300)))
        return $null
    }
}

function ConvertTo-Id($Value) {
    $text = "$Value"
    if ($text -eq '' -or $text -eq '00000000-0000-0000-0000-000000000000') { return $null }
    return $text
}

# The IDs of these objects; none for those that have none. Null in a list would be a mistake of the file.
function Get-IdList($Objects) {
    foreach ($object in @($Objects)) {
        $id = ConvertTo-Id $object.Id
        if ($id) { $id }
    }
}

# The words that the REST API has for the types of Get-VBRServer.
function ConvertTo-ServerType([string] $Type) {
    switch ($Type) {
        'Windows' { 'WindowsHost' }
        'Linux' { 'LinuxHost' }
        'Local' { 'WindowsHost' }
        'VC' { 'ViHost' }
        'ESXi' { 'ViHost' }
        'ESX' { 'ViHost' }
        'HvServer' { 'HvServer' }
        'HvCluster' { 'HvCluster' }
        'Scvmm' { 'SCVMM' }
        'VcdSystem' { 'CloudDirectorHost' }
        'SmbServer' { 'SmbV3StandaloneHost' }
        'SmbCluster' { 'SmbV3Cluster' }
        default { $Type }
    }
}

# Shares, buckets, storage systems and tenants are in the same list, but are no servers.
$notServers = 'Cloud', 'SanHost', 'CifsShare', 'NfsShare', 'SanCifsServer', 'SanNfsServer', 'CifsServer', 'NfsServer',
    'CifsServerShare', 'NfsServerShare', 'S3CompatibleServer', 'S3CompatibleBucket', 'AmazonS3Server', 'AmazonS3Bucket',
    'AzureBlobServer', 'AzureBlobContainer', 'GoogleStorageServer', 'GoogleStorageBucket', 'AzureDataLakeServer',
    'AzureDataLakeContainer', 'AzureEntraIdTenant', 'VmSnapshotStorageHost', 'ConfigurationService',
    'ExternalInfrastructureProxy', 'ExternalInfrastructureServer', 'NdmpServer', 'Unknown'

$info = $null
try { $info = Get-VBRBackupServerInfo } catch { $info = $null }

$servers = @(Get-VBRServer)
$own = $servers | Where-Object { "$($_.Description)" -eq 'Backup server' -or "$($_.Type)" -eq 'Local' } | Select-Object -First 1
if (-not $own -and $info) { $own = $servers | Where-Object { "$($_.Name)" -eq "$($info.Name)" } | Select-Object -First 1 }

$managed = Read-List 'managedServers' {
    foreach ($s in $servers) {
        $type = "$($s.Type)"
        if ($type -in $notServers) { continue }
        [ordered] @{
            id             = ConvertTo-Id $s.Id
            name           = "$($s.Name)"
            type           = ConvertTo-ServerType $type
            viHostType     = $(if ($type -eq 'VC') { 'VC' } elseif ($type -like 'ESX*') { 'ESX' } else { $null })
            parentId       = ConvertTo-Id $s.ParentId
            isBackupServer = [bool] ($own -and "$($s.Id)" -eq "$($own.Id)")
        }
    }
}

# The extents of scale-out repositories. Editions without them refuse the command, which is no reason to lose the rest.
function Get-ExtentList {
    foreach ($scaleOut in @(Get-VBRBackupRepository -ScaleOut)) {
        foreach ($extent in @(Get-VBRRepositoryExtent -Repository $scaleOut)) { $extent.Repository }
    }
}

$hosted = Read-List 'repositories' {
    $all = @(Get-VBRBackupRepository)
    $extents = Read-List 'extents of scale-out repositories' { Get-ExtentList }
    if ($null -ne $extents) { $all += @($extents) }
    foreach ($r in $all) {
        $type = "$($r.Type)"
        $rest = switch ($type) {
            'CifsShare' { 'Smb' }
            'Nfs' { 'Nfs' }
            'AmazonS3Compatible' { 'S3Compatible' }
            'AzureStorage' { 'AzureBlob' }
            'GoogleCloudStorage' { 'GoogleCloud' }
            'DataDomain' { 'DDBoost' }
            default { $type }
        }
        $hostId = ConvertTo-Id $r.HostId
        # Shares and object storage are on no server of ours, and may be behind gateways; others are on their own host.
        $isShare = $rest -in 'Smb', 'Nfs'
        $isOutside = $isShare -or -not $hostId -or "$($r.Host.Type)" -eq 'Cloud'
        $gateways = @()
        if ($isOutside) {
            try { $gateways = @(Get-IdList ($r.GetActualGateways())) } catch { $gateways = @() }
        }
        $one = [ordered] @{
            id     = ConvertTo-Id $r.Id
            name   = "$($r.Name)"
            type   = $rest
            hostId = $(if ($isOutside) { $null } else { $hostId })
        }
        if ($isShare) {
            $one.share = [ordered] @{
                sharePath     = "$($r.FriendlyPath)"
                gatewayServer = [ordered] @{ autoSelectEnabled = ($gateways.Count -eq 0); gatewayServerIds = @($gateways) }
            }
        } elseif ($isOutside) {
            $point = $null
            try { $point = "$($r.AmazonCompatibleOptions.ServicePoint)" } catch { $point = $null }
            $one.account = [ordered] @{
                servicePoint       = $(if ($point) { $point } else { $null })
                connectionSettings = [ordered] @{ gatewayServerIds = @($gateways) }
            }
        }
        $mount = ConvertTo-Id $r.MountHostId
        if ($mount) {
            $one.mountServer = [ordered] @{ mountServerId = $mount; vPowerNFSEnabled = [bool] $r.UseNfsOnMountHost }
        }
        $one
    }
}

# Object storage has a command of its own. What is in both lists is read once, by its ID.
$objects = Read-List 'object storage' {
    foreach ($o in @(Get-VBRObjectStorageRepository)) {
        $type = "$($o.Type)"
        $rest = switch ($type) {
            'AmazonS3Compatible' { 'S3Compatible' }
            'ElevenEleven' { 'S3Compatible' }
            'GoogleCloudStorage' { 'GoogleCloud' }
            'Wasabi' { 'WasabiCloud' }
            default { $type }
        }
        [ordered] @{
            id      = ConvertTo-Id $o.Id
            name    = "$($o.Name)"
            type    = $rest
            account = [ordered] @{
                servicePoint       = $(if ($o.ServicePoint) { "$($o.ServicePoint)" } else { $null })
                connectionSettings = [ordered] @{
                    connectionType   = "$($o.ConnectionType)"
                    gatewayServerIds = @(Get-IdList $o.GatewayServer)
                }
            }
        }
    }
}

# The more telling entry of object storage comes first.
$repositories = $null
if ($null -ne $hosted) { $repositories = @(@($objects) + @($hosted) | Where-Object { $_ }) }

function Read-Proxy($Proxies, [string] $Type) {
    foreach ($p in @($Proxies | Where-Object { $_ })) {
        [ordered] @{
            id     = ConvertTo-Id $p.Id
            name   = "$($p.Name)"
            type   = $Type
            server = [ordered] @{ hostId = ConvertTo-Id $p.Host.Id; hostName = "$($p.Host.Name)" }
        }
    }
}

$viProxies = Read-List 'proxies of VMware' { Read-Proxy (Get-VBRViProxy) 'ViProxy' }
$hvProxies = Read-List 'proxies of Hyper-V' { Read-Proxy (Get-VBRHvProxy) 'HvProxy' }
$proxies = $null
if ($null -ne $viProxies -or $null -ne $hvProxies) { $proxies = @(@($viProxies) + @($hvProxies) | Where-Object { $_ }) }

$wan = Read-List 'wanAccelerators' {
    foreach ($w in @(Get-VBRWANAccelerator)) {
        $hostId = ConvertTo-Id $w.HostId
        if (-not $hostId) { $hostId = ConvertTo-Id ($w.GetHost().Id) }
        $port = $null
        try { $port = [int] $w.GetWaTrafficPort() } catch { $port = $null }
        [ordered] @{ id = ConvertTo-Id $w.Id; name = "$($w.Name)"; server = [ordered] @{ hostId = $hostId; trafficPort = $port } }
    }
}

$groups = Read-List 'protectionGroups' {
    foreach ($g in @(Get-VBRProtectionGroup)) {
        [ordered] @{
            id      = ConvertTo-Id $g.Id
            name    = "$($g.Name)"
            type    = $(if ("$($g.Container.Type)" -eq 'ManuallyDeployed') { 'PreInstalledAgents' } else { "$($g.Container.Type)" })
            options = [ordered] @{ distributionServerId = ConvertTo-Id $g.DeploymentOptions.DistributionServer.Id }
        }
    }
}

$computers = Read-List 'discoveredEntities' {
    foreach ($type in 'Computer', 'Cluster') {
        foreach ($c in @(Get-VBRDiscoveredComputer -Type $type)) {
            [ordered] @{
                type            = $type
                id              = ConvertTo-Id $(if ($c.Id) { $c.Id } else { $c.ObjectID })
                name            = "$($c.Name)"
                parentId        = ConvertTo-Id $c.ParentId
                agentStatus     = "$($c.AgentStatus)"
                agentVersion    = "$($c.AgentVersion)"
                operatingSystem = "$($c.OperatingSystem)"
                ipAddresses     = @($c.IPAddress | Where-Object { $_ } | ForEach-Object { "$_" })
            }
        }
    }
}

$networks = Read-List 'trafficRules' {
    foreach ($n in @(Get-VBRPreferredNetwork)) {
        [ordered] @{ cidrNotation = "$($n.CIDRNotation)"; ipAddress = "$($n.IpAddress)"; subnetMask = "$($n.SubnetMask)" }
    }
}

$inventory = [ordered] @{
    schema             = 'fairway-vbr-inventory/1'
    exported           = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
    notes              = @($notes)
    serverInfo         = [ordered] @{
        name         = $(if ($own) { "$($own.Name)" } elseif ($info) { "$($info.Name)" } else { $null })
        buildVersion = $(if ($info) { "$($info.Build)" } else { $null })
        platform     = $(if ($own) { if ("$($own.Type)" -eq 'Linux') { 'Linux' } else { 'Windows' } } else { $null })
    }
    managedServers     = $managed
    repositories       = $repositories
    proxies            = $proxies
    wanAccelerators    = $wan
    protectionGroups   = $groups
    discoveredEntities = $computers
    trafficRules       = $(if ($null -ne $networks) { [ordered] @{ preferredNetworks = [ordered] @{ networks = @($networks) } } } else { $null })
}

# UTF-8 without a byte order mark in both versions of PowerShell; Out-File would write UTF-16 in one of them.
$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
[System.IO.File]::WriteAllText($full, (ConvertTo-Json -InputObject $inventory -Depth 10), (New-Object System.Text.UTF8Encoding $false))
Write-Host "$full`: written, $(@($managed | Where-Object { $_ }).Count) servers, $(@($computers | Where-Object { $_ }).Count) computers"
foreach ($note in $notes) { Write-Warning $note }
Write-Host "Next: fairway site import vbr-json $Path --output site.json"
