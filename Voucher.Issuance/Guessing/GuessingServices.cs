namespace Voucher.Issuance.Guessing;

/// <summary>The parts behind <see cref="GuessFilterExtensions.LimitGuesses"/>.</summary>
public static class GuessingServices
{
    /// <summary>Adds them, and what records misses for operators.</summary>
    public static IServiceCollection AddGuessing(this IServiceCollection services)
    {
        services.AddOptions<GuessingOptions>()
            .BindConfiguration(GuessingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<GuessMetrics>();
        services.AddSingleton<GuessLimits>();
        services.AddSingleton<LookUpTurns>();
        services.AddSingleton<MissedLookups>();
        services.AddHostedService(provider => provider.GetRequiredService<MissedLookups>());
        services.AddHostedService<MissedLookupsSweeper>();
        return services;
    }
}
